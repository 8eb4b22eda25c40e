// Framing on TCP: the MBAP header before each PDU, and frames in a stream cut anywhere. Pure. Source: MODBUS
// Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "adapters/modbus/wire/framing.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kHeaderBytes = 7;  // transaction, protocol, length, unit
inline constexpr std::size_t kMaxFrameBytes = kHeaderBytes + kMaxPduBytes;
inline constexpr std::uint16_t kLeastLength = 2;  // unit id and PDU: 1 + 1 ...
inline constexpr std::uint16_t kMaxLength = 254;  // ... to 1 + 253

// Finds the frames of one connection. TCP marks no frames, so after an impossible header (protocol id
// not 0, length outside 2..254) the reader is broken and the connection must be closed. Owns the bytes
// of at most one unfinished frame.
//
// Function and byte count fix the length of exceptions and of answers to reads. Where the header says
// another one, they are believed: an exception has two bytes, and an answer ends with its last value. An
// answer is never longer than its header says: what is missing could be the next frame. Bytes that a wrong
// length leaves over are skipped, unless a header begins with them.
class FrameReader {
 public:
  // Like Framing::next(). The frame points into `bytes` or the reader, valid until the next call.
  std::optional<Frame> next(std::span<const std::uint8_t>& bytes);

  bool broken() const { return fault_ != nullptr; }
  const char* fault() const { return fault_ ? fault_ : ""; }
  std::size_t unfinished() const { return used_; }   // bytes
  std::optional<std::uint16_t> transaction() const;  // of the unfinished frame
  void reset();

 private:
  bool accept_header(std::span<const std::uint8_t> bytes);
  Frame take(std::span<const std::uint8_t> frame);
  void skip(std::span<const std::uint8_t>& bytes);

  std::array<std::uint8_t, kMaxFrameBytes> partial_;
  std::size_t used_ = 0;
  std::size_t surplus_ = 0;  // may follow the last frame, as its two lengths say
  std::size_t skipped_ = 0;  // of the surplus, still to come
  const char* fault_ = nullptr;
};

class MbapFraming final : public Framing {
 public:
  std::size_t ask(const Question& question, std::span<std::uint8_t> out) override;
  std::optional<Frame> next(std::span<const std::uint8_t>& bytes) override { return reader_.next(bytes); }
  std::string_view fault() const override { return reader_.fault(); }
  std::size_t leftover() const override { return reader_.unfinished(); }
  std::optional<std::uint16_t> unfinished() const override { return reader_.transaction(); }
  std::size_t overhead() const override { return kHeaderBytes; }
  void reset() override { reader_.reset(); }

 private:
  FrameReader reader_;
};

}  // namespace gatewarden::modbus

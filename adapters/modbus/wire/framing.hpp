// How requests and answers lie on a stream of bytes. MBAP (mbap.hpp) on TCP; RTU (rtu.hpp) on a serial line
// and wherever the bytes of one travel unchanged. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

struct Question {
  std::uint16_t transaction = 0;  // the link's; increases by one with each
  std::uint8_t unit = 0;
  Request request;
};

struct Frame {
  std::uint16_t transaction = 0;  // the one it answers, as far as the framing can tell
  std::uint8_t unit = 0;
  std::span<const std::uint8_t> pdu;  // never empty
  bool damaged = false;               // looks like the answer that is waited for, but its checksum is wrong
};

inline constexpr std::size_t kMaxRequestBytes = 12;  // of a request as either framing writes it

class Framing {
 public:
  virtual ~Framing() = default;
  // Writes the request to the front of `out` (kMaxRequestBytes of room) and returns its length.
  virtual std::size_t ask(const Question& question, std::span<std::uint8_t> out) = 0;
  // Takes bytes from the front of `bytes`; nothing when they are used up or the stream is of no more use. The
  // frame points into `bytes` or into the framing, and is good until the next call of anything here.
  virtual std::optional<Frame> next(std::span<const std::uint8_t>& bytes) = 0;
  // Why the stream is of no more use and must be closed; empty while it is.
  virtual std::string_view fault() const = 0;
  // Bytes that came since the last request and are part of no frame.
  virtual std::size_t leftover() const = 0;
  // The transaction of a frame that has begun and is not complete, where the framing can tell.
  virtual std::optional<std::uint16_t> unfinished() const = 0;
  // What a frame has besides its PDU.
  virtual std::size_t overhead() const = 0;
  virtual void reset() = 0;  // for a new connection
};

}  // namespace gatewarden::modbus

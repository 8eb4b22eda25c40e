// Requests and answers on a byte stream: MBAP (mbap.hpp) on TCP; RTU (rtu.hpp) on a serial line and wherever
// its bytes travel unchanged. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// Transaction ids follow each other and are never 0: some peers always answer with it.
constexpr std::uint16_t id_after(std::uint16_t last) {
  return last == 0xFFFF ? std::uint16_t{1} : static_cast<std::uint16_t>(last + 1);
}

struct Question {
  std::uint16_t transaction = 0;  // of no other pending request of the line
  std::uint8_t unit = 0;
  Request request;
};

struct Frame {
  // Of its request. RTU has none: it takes the answer of the unit that was asked for the present request's, that of
  // another unit for a late one to the request before.
  std::uint16_t transaction = 0;
  std::uint8_t unit = 0;
  std::span<const std::uint8_t> pdu;  // never empty
  bool damaged = false;               // looks like the answer, but with a wrong checksum
};

inline constexpr std::size_t kMaxRequestBytes = 12;  // in either framing

class Framing {
 public:
  virtual ~Framing() = default;
  // Writes the request to `out`, at least kMaxRequestBytes long; returns its length.
  virtual std::size_t ask(const Question& question, std::span<std::uint8_t> out) = 0;
  // Takes bytes from the front of `bytes`; nothing once used up or the stream is unusable. The frame points
  // into `bytes` or the framing, valid until the next call of any function.
  virtual std::optional<Frame> next(std::span<const std::uint8_t>& bytes) = 0;
  // Why the stream is unusable and must be closed; or empty.
  virtual std::string_view fault() const = 0;
  // Bytes since the last request that are in no frame.
  virtual std::size_t leftover() const = 0;
  // Of an incomplete frame, if the framing can tell.
  virtual std::optional<std::uint16_t> unfinished() const = 0;
  // Bytes of a frame besides its PDU.
  virtual std::size_t overhead() const = 0;
  virtual void reset() = 0;
};

}  // namespace gatewarden::modbus

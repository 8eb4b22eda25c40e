// What both ends of a serial line must share, and its timing. Pure. Source: MODBUS over Serial Line V1.02,
// sections 2.5.1 and 2.5.1.1. RTU requires eight-bit characters, so they are no setting.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

enum class Parity : std::uint8_t { none, even, odd, mark, space };

struct SerialLine {
  unsigned baud = 9600;
  Parity parity = Parity::none;
  unsigned stop_bits = 1;

  Duration time_of(std::size_t bytes) const {
    const std::uint64_t bits = 1 + 8 + (parity == Parity::none ? 0 : 1) + stop_bits;
    return Duration(static_cast<Duration::rep>(1'000'000'000 * bits * bytes / baud));
  }
  // t3.5, the silence that ends a frame: 3.5 characters, fixed above 19,200 baud.
  Duration silence() const {
    return baud > 19'200 ? Duration(std::chrono::microseconds(1750)) : time_of(7) / 2;
  }
  friend bool operator==(const SerialLine&, const SerialLine&) = default;
};

}  // namespace gatewarden::modbus

// The units a scan asks, and how often. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

struct ScanOptions {
  std::vector<std::uint8_t> units;  // in order
  // Stop after the first five if they answer alike: one device answers every id.
  bool until_alike = false;
  // Of an unanswered first question: on a serial line noise may hit it.
  unsigned repeats = 0;
};

// "1-32,40"; empty: every possible id.
Result<ScanOptions> parse_scan_options(std::string_view units, bool rtu);

// The time-out of a silent unit on a serial line. For half a second after a request to another unit, a
// libmodbus server takes the first bytes for that unit's answer and misses its own request: asked sooner, it
// is never found (measured with 3.1.6: at 450 ms never, from 510 ms always).
inline constexpr Duration kSerialPatience = std::chrono::milliseconds(600);
inline constexpr Duration kTcpPatience = std::chrono::milliseconds(300);
// From an answer to the next request; a serial line has its own silence.
inline constexpr Duration kTcpPause = std::chrono::milliseconds(20);

}  // namespace gatewarden::modbus

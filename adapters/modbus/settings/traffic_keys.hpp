// Metrics of the traffic with a unit: `from: { traffic: timeouts }`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace gatewarden::modbus {

// Specified codes are 1 to 11 (MODBUS Application Protocol 1.1b3, section 7).
inline constexpr std::uint8_t kLastExceptionCode = 11;

enum class Traffic : std::uint8_t {
  exceptions,
  requests,
  timeouts,
  crc_errors,
  bad_answers,
  late_answers,
  lost_requests,
  missed_cycles,
  wire_bytes_in,
  wire_bytes_out,
  round_trip_ms,  // mean since the last sample; all others: growth since then
};

struct TrafficPart {
  Traffic what = Traffic::exceptions;
  std::uint8_t exception = 0;  // of exceptions: the code, 1 to 11; 0: all
  friend bool operator==(const TrafficPart&, const TrafficPart&) = default;
};

// By key of the fleet file: "timeouts", "exception_2".
std::span<const std::pair<std::string, TrafficPart>> traffic_keys();

struct TrafficPoint {
  std::uint32_t metric;
  TrafficPart part;
};

}  // namespace gatewarden::modbus

// What a unit's exchange with the gateway can tell as a metric: `from: { traffic: timeouts }`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace gatewarden::modbus {

// The codes of the specification are 1 to 11 (MODBUS Application Protocol 1.1b3, section 7).
inline constexpr std::uint8_t kLastExceptionCode = 11;

enum class Traffic : std::uint8_t {
  exceptions,  // of all codes; exceptions + c: of code c, 1 to 11
  requests = 16,
  timeouts,
  crc_errors,
  bad_answers,
  late_answers,
  lost_requests,
  missed_cycles,
  wire_bytes_in,
  wire_bytes_out,
  round_trip_ms,  // the mean since the last sample; all others are growth since then
};

// Every one with its key in the fleet file: "timeouts", "exception_2".
std::span<const std::pair<std::string, Traffic>> traffic_keys();

struct TrafficPoint {
  std::uint32_t metric;
  Traffic what;
};

}  // namespace gatewarden::modbus

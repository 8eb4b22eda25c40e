// What passed between the gateway and one unit.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "adapters/modbus/plan/read_result.hpp"
#include "adapters/modbus/settings/traffic_keys.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct DeviceCounters {
  std::uint64_t requests = 0;
  std::uint64_t answers = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;  // of its frames
  std::uint64_t samples = 0;
  std::uint64_t missing = 0;      // values the device says it lacks
  std::uint64_t implausible = 0;  // values outside `valid`
  std::uint32_t identity_changes = 0, settings_changes = 0;
  std::uint64_t missed_cycles = 0;  // readings that were due but did not begin
  std::uint32_t timeouts = 0;
  std::uint32_t lost = 0;                                          // requests, with their connection
  std::uint32_t bad_answers = 0;                                   // malformed, or from another unit
  std::uint32_t crc_errors = 0;                                    // answers with a wrong checksum
  std::uint32_t late = 0;                                          // answers after their time-out, or twice
  std::uint32_t twice = 0;                                         // of these, those that came twice
  std::array<std::uint32_t, kLastExceptionCode + 1> exceptions{};  // by code; [0]: unspecified codes
  Duration round_trips{};                                          // of all answers
  Duration round_trip{};                                           // smoothed, 1/8 of each new one
  Duration longest_round_trip{};
  Duration last_late{};            // from a request given up to its answer; the last one
  Duration longest_start_delay{};  // from a reading's due time to its first request

  void count_exception(std::uint8_t code) { ++exceptions[code < exceptions.size() ? code : 0]; }
  void count_round_trip(Duration trip) {
    ++answers;
    round_trips += trip;
    round_trip = round_trip == Duration::zero() ? trip : round_trip + (trip - round_trip) / 8;
    longest_round_trip = std::max(longest_round_trip, trip);
  }
  // How many values it brought.
  std::uint64_t count(const ReadResult& result) {
    samples += result.values;
    missing += result.missing;
    implausible += result.implausible;
    return result.values;
  }
  std::uint64_t errors() const;
  std::map<std::string, std::uint64_t> by_name() const;  // without zeros
};

}  // namespace gatewarden::modbus

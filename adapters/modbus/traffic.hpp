// What passed between the gateway and one unit, as metrics of that unit. Counted here, not by the device:
// bytes are those of the Modbus frames with their MBAP header or checksum, without what TCP and IP add, and
// say nothing of what the device exchanges with others.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

struct DeviceCounters;

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

// Hands what grew since the last time to the sink; one per device.
class TrafficMeter {
 public:
  void hand_on(const DeviceCounters& counters, std::span<const TrafficPoint> points, PointId first,
               SampleSink& sink, SteadyTime at);

 private:
  struct Handed {
    std::uint64_t total = 0;
    Duration round_trips{};  // in all, at the last sample of their mean
  };
  std::vector<Handed> handed_;  // by point
};

}  // namespace gatewarden::modbus

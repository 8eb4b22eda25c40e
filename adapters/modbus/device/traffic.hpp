// What passed between the gateway and one unit, as metrics of that unit. Counted here, not by the device:
// bytes are those of the Modbus frames with their MBAP header or checksum, without what TCP and IP add, and
// say nothing of what the device exchanges with others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "adapters/modbus/device/device_counters.hpp"
#include "adapters/modbus/settings/traffic_keys.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

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

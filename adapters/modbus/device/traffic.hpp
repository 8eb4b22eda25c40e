// The traffic between the gateway and one unit, as metrics of that unit. Counted here, not by the device, so
// without its other peers. Bytes are those of Modbus frames with MBAP header or checksum, not of TCP or IP.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "adapters/modbus/device/device_counters.hpp"
#include "adapters/modbus/settings/traffic_keys.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

// Hands the growth since the last time to the sink; one per device.
class TrafficMeter {
 public:
  void hand_on(const DeviceCounters& counters, std::span<const TrafficPoint> points, PointId first,
               SampleSink& sink, SteadyTime at);

 private:
  struct Handed {
    std::uint64_t total = 0;
    Duration round_trips{};  // at the last sample of their mean
  };
  std::vector<Handed> handed_;  // by point
};

}  // namespace gatewarden::modbus

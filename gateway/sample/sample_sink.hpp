// Where samples go. The whole of what an adapter knows of the gateway while it runs.
#pragma once

#include <cstdint>

#include "gateway/base/clock.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// A point: one metric of one child. Dense: an index into the open reports. A child's points are consecutive,
// in the order of its profile's metrics.
enum class PointId : std::uint32_t {};
// A child, dense.
enum class DeviceId : std::uint32_t {};

// Where something of it stands in a vector.
constexpr std::uint32_t index_of(PointId point) { return static_cast<std::uint32_t>(point); }
constexpr std::uint32_t index_of(DeviceId device) { return static_cast<std::uint32_t>(device); }

constexpr PointId operator+(PointId first, std::uint32_t metric) { return PointId{index_of(first) + metric}; }

// One thread: the loop's. A sample is merged at once (nothing is queued), so `accept`
// of a number allocates nothing.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual void accept(PointId point, Number value, SteadyTime at) = 0;
  virtual void accept(PointId point, const ListValue& value, SteadyTime at) = 0;
  // The device gave a sign of life, with or without a usable value (a Modbus
  // exception, a payload that is garbage).
  virtual void heard(DeviceId device, SteadyTime at) = 0;
};

}  // namespace gatewarden

// Where samples go: all that an adapter knows of the running gateway.
#pragma once

#include <cstdint>

#include "gateway/base/clock.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// One metric of one child. Dense: an index into the open reports. A child's points are consecutive, in the
// order of its profile's metrics.
enum class PointId : std::uint32_t {};
// A child, dense.
enum class DeviceId : std::uint32_t {};

constexpr std::uint32_t index_of(PointId point) { return static_cast<std::uint32_t>(point); }
constexpr std::uint32_t index_of(DeviceId device) { return static_cast<std::uint32_t>(device); }

constexpr PointId operator+(PointId first, std::uint32_t metric) { return PointId{index_of(first) + metric}; }

// One thread: the loop's. Samples merge at once, without a queue; `accept` of a number allocates nothing.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual void accept(PointId point, Number value, SteadyTime at) = 0;
  virtual void accept(PointId point, const ListValue& value, SteadyTime at) = 0;
  // A sign of life: the device itself sent something, now, with or without a usable value (a Modbus exception, a
  // payload of garbage). Values alone are none: an adapter may count them itself, or not know their age.
  virtual void heard(DeviceId device, SteadyTime at) = 0;
  // The longest silence of a device in order, where the adapter knows it better than the profile's `every`.
  virtual void expect(DeviceId, Duration) {}
};

}  // namespace gatewarden

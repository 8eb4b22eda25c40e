// Whether a child lives: what its link knows of the device and what its report says, in one. Pure.
#pragma once

#include <optional>
#include <string>

#include "gateway/report/device_activity.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::app {

// never_seen has no age; every other state has one.
struct ChildLife {
  DeviceState state = DeviceState::never_seen;
  std::string why;  // the device's; empty: all is well
  std::optional<Duration> last_seen;
};

// A silence that makes the child unreachable in its report makes it offline here. A link that was made anew
// (a reload changed its address) has not seen what was seen before.
ChildLife child_life(const DeviceSnapshot& seen, const DeviceActivity& activity, SteadyTime now);

}  // namespace gatewarden::app

#include "gateway/app/view/child_life.hpp"

#include <chrono>

#include "gateway/app/view/child_detail.hpp"

namespace gatewarden::app {

ChildLife child_life(const DeviceSnapshot& seen, const DeviceActivity& activity, SteadyTime now) {
  ChildLife made{seen.state, seen.why, ago(now, activity.seen)};
  const bool overdue = activity.overdue && now > *activity.overdue;
  if (!activity.seen) {
    made.state = DeviceState::never_seen;
    return made;
  }
  if (!activity.heard || seen.state == DeviceState::never_seen) {
    made.state = overdue ? DeviceState::offline : DeviceState::degraded;
    if (made.why.empty())
      made.why =
          activity.heard ? "not heard since its link was changed" : "not heard since the gateway started";
    return made;
  }
  if (!overdue || seen.state == DeviceState::offline) return made;
  if (made.why.empty() || seen.state == DeviceState::online) {
    const auto silent = std::chrono::duration_cast<std::chrono::seconds>(*made.last_seen);
    made.why =
        "silent for " + std::to_string(silent.count()) + " s" + (made.why.empty() ? "" : "; " + made.why);
  }
  made.state = DeviceState::offline;
  return made;
}

}  // namespace gatewarden::app

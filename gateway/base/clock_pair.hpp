// Ties this run's steady time to the wall clock, the only time that two runs share: times of one from the other, to a
// millisecond, as if the wall clock had never stepped between then and now.
#pragma once

#include "gateway/base/clock.hpp"

namespace gatewarden {

// Both of one moment.
struct ClockPair {
  SteadyTime steady{};
  WallTime wall{};

  static ClockPair now(const Clock& clock) { return {clock.now(), clock.wall()}; }
  SteadyTime steady_at(WallTime time) const { return steady - (wall - time); }
  WallTime wall_at(SteadyTime time) const {
    return wall - std::chrono::floor<std::chrono::milliseconds>(steady - time);
  }
};

}  // namespace gatewarden

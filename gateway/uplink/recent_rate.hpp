// Events per second: an exponentially weighted mean over about ten seconds. Pure.
#pragma once

#include <cmath>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class RecentRate {
 public:
  void add(SteadyTime now) {
    decay(now);
    rate_ += 1 / kSeconds;
  }
  double at(SteadyTime now) const {
    RecentRate then = *this;
    then.decay(now);
    return then.rate_;
  }

 private:
  static constexpr double kSeconds = 10;
  void decay(SteadyTime now) {
    if (now <= last_) return;
    rate_ *= std::exp(-std::chrono::duration<double>(now - last_).count() / kSeconds);
    last_ = now;
  }
  double rate_ = 0;
  SteadyTime last_{};
};

}  // namespace gatewarden

// When a child was heard, and the gateway's own metrics of it. Silence is a signal: these metrics make a
// silent child's report leave. Pure.
#pragma once

#include <algorithm>
#include <chrono>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

class SignsOfLife {
 public:
  void heard(SteadyTime at) { heard_ = at; }
  // The age of a child never heard counts from its first report.
  void began(SteadyTime now) {
    if (begun_ == kNever) begun_ = was_heard() ? std::min(heard_, now) : now;
  }
  bool was_heard() const { return heard_ != kNever; }
  SteadyTime last() const { return heard_; }

  // `role`: one of the gateway's own (is_own). `patience`: the longest silence of a reachable child.
  Number own_metric(MetricRole role, SteadyTime now, Duration patience) const {
    const Duration silent = std::max(Duration::zero(), Duration(now - (was_heard() ? heard_ : begun_)));
    if (role == MetricRole::reachable) return Number::integer(was_heard() && silent <= patience ? 1 : 0);
    return Number::integer(std::chrono::duration_cast<std::chrono::seconds>(silent).count());
  }

 private:
  static constexpr SteadyTime kNever = SteadyTime::min();  // no flag: every child has one of these

  SteadyTime heard_ = kNever;
  SteadyTime begun_ = kNever;
};

}  // namespace gatewarden

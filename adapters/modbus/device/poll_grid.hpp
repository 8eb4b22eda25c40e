// When a device is read: on a fixed grid, so that slow answers do not make the period drift. Pure.
#pragma once

#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class PollGrid {
 public:
  PollGrid(SteadyTime anchor, Duration period) : anchor_(anchor), period_(period) {}

  Duration period() const { return period_; }
  // The first grid time later than `t`.
  SteadyTime after(SteadyTime t) const {
    if (t < anchor_) return anchor_;
    return anchor_ + ((t - anchor_) / period_ + 1) * period_;
  }
  // Readings due after `served` and before `next`.
  std::uint64_t missed(SteadyTime served, SteadyTime next) const {
    const auto steps = (next - served + period_ / 2) / period_;
    return steps > 1 ? static_cast<std::uint64_t>(steps - 1) : 0;
  }

 private:
  SteadyTime anchor_;
  Duration period_;
};

}  // namespace gatewarden::modbus

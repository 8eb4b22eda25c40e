// Whether a living unit goes on leaving some of its reads without values, which is told once, and once when all of them
// bring values again. One per device. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LastingRefusal {
 public:
  // Cycles without a value of some read before it is told; what passes sooner is no news.
  explicit LastingRefusal(unsigned cycles) : limit_(cycles) {}

  // After a cycle that brought values. `incomplete`: but not of every read; `rarest`: the interval of the read that is
  // asked least often, which many cycles do without. For the log: that it lasts (true), or is over (false).
  std::optional<bool> news(bool incomplete, Duration rarest, SteadyTime now) {
    if (incomplete) {
      last_ = now;
      if (cycles_ >= limit_ || ++cycles_ < limit_) return std::nullopt;
      return true;
    }
    if (cycles_ == 0 || now - last_ <= 2 * rarest) return std::nullopt;
    const bool lasted = cycles_ >= limit_;
    cycles_ = 0;
    return lasted ? std::optional(false) : std::nullopt;
  }
  bool lasts() const { return cycles_ >= limit_; }

 private:
  unsigned limit_;
  unsigned cycles_ = 0;
  SteadyTime last_{};
};

}  // namespace gatewarden::modbus

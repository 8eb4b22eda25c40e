// Whether a trouble of a living unit lasts (some of its reads bring no values, its answers come late): told once, and once
// when it is over. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LastingTrouble {
 public:
  // How often it must show before it is told; what passes sooner is no news.
  explicit LastingTrouble(unsigned times) : limit_(times) {}

  // Whether it `shows` this time, `rarest` how seldom it can. For the log: that it lasts (true), or is over (false).
  std::optional<bool> news(bool shows, Duration rarest, SteadyTime now) {
    if (shows) {
      last_ = now;
      if (times_ >= limit_ || ++times_ < limit_) return std::nullopt;
      return true;
    }
    if (times_ == 0 || now - last_ <= 2 * rarest) return std::nullopt;
    const bool lasted = times_ >= limit_;
    times_ = 0;
    return lasted ? std::optional(false) : std::nullopt;
  }
  bool lasts() const { return times_ >= limit_; }

 private:
  unsigned limit_;
  unsigned times_ = 0;
  SteadyTime last_{};
};

}  // namespace gatewarden::modbus

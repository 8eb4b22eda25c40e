// RTU has no transaction ids, and some converters make up their own: a late answer could be taken for another
// request's. So after a time-out the unit is left alone, with all its devices, until its late answer would have come. Pure.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class HeldUnits {
 public:
  void hold(std::uint8_t unit, SteadyTime until, SteadyTime now) {
    std::erase_if(held_, [&](const auto& each) { return each.first == unit || each.second <= now; });
    held_.emplace_back(unit, until);
  }
  // Its late answer came.
  void release(std::uint8_t unit) {
    std::erase_if(held_, [&](const auto& each) { return each.first == unit; });
  }
  // SteadyTime::min() if not held.
  SteadyTime until(std::uint8_t unit) const {
    for (const auto& [each, until] : held_) {
      if (each == unit) return until;
    }
    return SteadyTime::min();
  }

 private:
  std::vector<std::pair<std::uint8_t, SteadyTime>> held_;
};

}  // namespace gatewarden::modbus

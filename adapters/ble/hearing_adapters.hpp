// When each adapter last heard a child. A silent adapter is not deaf where none hears anything. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class HearingAdapters {
 public:
  static constexpr Duration kLately = std::chrono::seconds(90);
  static constexpr std::size_t kMost = 8;  // of more the others are not known

  void heard(std::uint16_t adapter, SteadyTime at) {
    const auto place = std::ranges::find_if(
        all_, [&](const One& each) { return each.number == adapter || each.heard == SteadyTime{}; });
    if (place != all_.end()) *place = {adapter, at};
  }
  // Whether another one heard a child within kLately.
  bool hear_beside(std::uint16_t adapter, SteadyTime now) const {
    return std::ranges::any_of(all_, [&](const One& each) {
      return each.heard != SteadyTime{} && each.number != adapter && now - each.heard <= kLately;
    });
  }

 private:
  struct One {
    std::uint16_t number = 0;
    SteadyTime heard{};  // the epoch: never
  };
  std::array<One, kMost> all_{};
};

}  // namespace gatewarden::ble

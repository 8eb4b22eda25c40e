// The last accepted counter of a device, remembered ahead: what is stored is a ceiling above all that is likely to be accepted
// until the store has committed again. So a packet that was accepted before a crash is an old one after it. The price: after a
// crash what the device sent up to the ceiling is not taken, about four of its usual intervals; after an orderly end nothing.
//
// What stays open: the packet behind a leap of more than twice the usual one, until the ceiling above it is committed,
// which takes a second. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class AheadCounter {
 public:
  // The store commits once a second (gateway/store/FORMAT.md); until then what it was told may be lost.
  static constexpr Duration kCommitted = std::chrono::seconds(2);

  AheadCounter() = default;
  // Of an earlier run: nothing up to `ceiling` is taken.
  AheadCounter(std::uint32_t last, std::uint32_t ceiling) : last_(last), ceiling_(ceiling), known_(true) {}

  bool known() const { return known_; }
  std::uint32_t last() const { return last_; }
  std::uint32_t ceiling() const { return ceiling_; }

  // A packet with this counter was accepted. True: the ceiling has risen and must be stored.
  bool accepted(std::uint32_t counter, SteadyTime at) {
    if (!known_) last_ = counter;
    known_ = true;
    const auto leap = static_cast<float>(counter - std::min(last_, counter));
    usual_ += (std::min(leap, 4 * usual_ + 4) - usual_) / 4;
    last_ = counter;
    if (const Duration elapsed = at - window_at_; elapsed >= kCommitted) {
      // Of a longer time a single leap would be the most of it.
      const auto advance = static_cast<float>(counter - std::min(window_, counter));
      pace_ = elapsed < 2 * kCommitted ? advance : 0;
      window_ = counter;
      window_at_ = at;
    }
    const float here = static_cast<float>(counter - std::min(window_, counter));
    const auto step = static_cast<std::uint32_t>(std::ceil(std::max({1.0F, 2 * usual_, pace_, here})));
    if (ceiling_ >= above(counter, step)) return false;
    ceiling_ = above(counter, std::uint64_t{step} * 2);
    return true;
  }
  // An orderly end: nothing more is accepted in this run.
  void stopped() { ceiling_ = last_; }

 private:
  static std::uint32_t above(std::uint32_t counter, std::uint64_t step) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(kMost, counter + step));
  }

  std::uint32_t last_ = 0, ceiling_ = 0;
  std::uint32_t window_ = 0;  // the counter when the window of kCommitted began
  SteadyTime window_at_{};
  float usual_ = 1;  // how far it leaps between two that are accepted
  float pace_ = 0;   // and in a window of kCommitted
  bool known_ = false;
};

}  // namespace gatewarden::ble

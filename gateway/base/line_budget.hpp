// How many lines one cause may log: kBurst at once, then one every kEvery. What is not said
// is counted, to be told in one line later. Pure.
//
// The log keeps one for each event of a room and link (log.hpp), so whoever logs needs none of its own, unless its
// causes are finer than that.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class LineBudget {
 public:
  static constexpr int kBurst = 200;
  static constexpr Duration kEvery = std::chrono::seconds(6);

  // Whether a line may be said. If not, it counts as unsaid.
  bool take(SteadyTime now) {
    if (!open(now)) {
      ++unsaid_;
      return false;
    }
    full_at_ = std::max(full_at_, now) + kEvery;
    return true;
  }
  // How many lines were not said, told once a line may be said again; 0: none, or not yet. Costs no line.
  std::uint64_t owed(SteadyTime now) { return open(now) ? std::exchange(unsaid_, 0) : 0; }
  // As if it had never been used.
  bool rested(SteadyTime now) const { return unsaid_ == 0 && full_at_ <= now; }
  std::uint64_t unsaid() const { return unsaid_; }

 private:
  bool open(SteadyTime now) const { return full_at_ <= now + (kBurst - 1) * kEvery; }

  SteadyTime full_at_{};  // when kBurst lines are left
  std::uint64_t unsaid_ = 0;
};

}  // namespace gatewarden

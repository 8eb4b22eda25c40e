#include "adapters/ble/recovery/air_coverage.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace gatewarden::ble {

namespace {

constexpr Duration kShortestHole = std::chrono::seconds(2);
constexpr int kGapsOfAHole = 10;
constexpr int kHabit = 32;  // gaps over which the usual one is smoothed
constexpr int kMostOfOneGap =
    4;  // usual gaps, that one long gap counts as there: air that grew quiet is learned in minutes

}  // namespace

void AirCoverage::listening(bool is, bool filtered, SteadyTime at) {
  if (is == listening_ && filtered == filtered_) return;
  turn(at);
  if (listening_) credit(worth(at - told_), at);
  told_ = at;
  listening_ = is;
  filtered_ = filtered;
  deaf_ = false;
}

void AirCoverage::heard(SteadyTime at) {
  turn(at);
  const Duration gap = at - told_;
  if (listening_ && !deaf_) {
    credit(worth(gap), at);
    usual_gap_ += (std::min(gap, usual_gap_ * kMostOfOneGap) - usual_gap_) / kHabit;
    usual_gap_ = std::max<Duration>(usual_gap_, std::chrono::milliseconds(1));
  }
  told_ = at;
  deaf_ = false;
}

void AirCoverage::deaf(SteadyTime at) {
  if (!listening_) return;
  turn(at);
  deaf_ = true;
}

Duration AirCoverage::worth(Duration gap) const {
  if (deaf_) return Duration::zero();
  if (!filtered_) return std::chrono::duration_cast<Duration>(gap * kUnfilteredShare);
  return gap > kShortestHole && gap > usual_gap_ * kGapsOfAHole ? usual_gap_ : gap;
}

double AirCoverage::share(SteadyTime now) const {
  const Duration whole =
      std::min<Duration>(now - since_, std::chrono::minutes(kMinutes - 1) + (now - minute_));
  if (whole <= Duration::zero()) return 1;
  Duration listened = std::accumulate(minutes_.begin(), minutes_.end(), Duration::zero());
  if (listening_) listened += worth(now - told_);
  return std::clamp(static_cast<double>(listened.count()) / static_cast<double>(whole.count()), 0.0, 1.0);
}

// A gap may reach back over minutes: each gets its part, the newest first.
void AirCoverage::credit(Duration listened, SteadyTime at) {
  SteadyTime begin = minute_;
  for (std::size_t back = 0; back < kMinutes && listened > Duration::zero(); ++back) {
    const Duration part = std::min(listened, std::max(Duration::zero(), at - begin));
    minutes_[(current_ + kMinutes - back) % kMinutes] += part;
    listened -= part;
    at = std::min(at, begin);
    begin -= std::chrono::minutes(1);
  }
}

void AirCoverage::turn(SteadyTime at) {
  while (at - minute_ >= std::chrono::minutes(1)) {
    minute_ += std::chrono::minutes(1);
    current_ = (current_ + 1) % kMinutes;
    minutes_[current_] = Duration::zero();
  }
}

}  // namespace gatewarden::ble

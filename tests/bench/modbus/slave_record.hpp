// How often and how regularly a slave was asked, and what it missed. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;

// In microseconds: gaps between readings, and lateness on a grid of the interval from
// the slave's earliest reading.
struct Regularity {
  std::uint64_t missed = 0;
  std::vector<double> gaps, late;
};

class SlaveRecord {
 public:
  // `remembers`: keeps every reading since the last reset; otherwise (no interval) only that there was one.
  void asked(SteadyTime now, bool remembers) {
    seen_ = true;
    if (!remembers) return;
    if (last_ != SteadyTime{}) gaps_.push_back(now - last_);
    times_.push_back(now);
    last_ = now;
  }
  bool seen() const { return seen_; }

  // A slave never asked waits from now on.
  void reset(SteadyTime now) {
    if (last_ == SteadyTime{}) last_ = now;
    from_ = now;
    gaps_.clear();
    times_.clear();
  }

  // Adds the time from the last reset to `now`. A current wait counts once it exceeds an interval.
  void add_to(Regularity& sum, SteadyClock::duration interval, SteadyTime now) const {
    SteadyTime before = from_;
    for (const SteadyTime time : times_) {
      sum.missed += missed_between(before, time, interval);
      before = time;
    }
    sum.missed += missed_between(before, now, interval);
    for (const auto gap : gaps_) sum.gaps.push_back(microseconds(gap));
    if (last_ != SteadyTime{} && now - last_ > interval * 3 / 2)
      sum.gaps.push_back(microseconds(now - last_));
    add_lateness(sum, interval);
  }

 private:
  static double microseconds(SteadyClock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
  }
  static std::uint64_t missed_between(SteadyTime a, SteadyTime b, SteadyClock::duration interval) {
    const auto steps = (b - a + interval / 2) / interval;
    return steps > 1 ? static_cast<std::uint64_t>(steps - 1) : 0;
  }
  // The grid begins at the end of the widest gap between readings on the interval's circle.
  void add_lateness(Regularity& sum, SteadyClock::duration interval) const {
    if (times_.size() < 2) return;
    std::vector<SteadyClock::duration> places;
    for (const SteadyTime time : times_) places.push_back(time.time_since_epoch() % interval);
    std::sort(places.begin(), places.end());
    SteadyClock::duration grid = places.front(), widest = places.front() + interval - places.back();
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (places[i] - places[i - 1] <= widest) continue;
      widest = places[i] - places[i - 1];
      grid = places[i];
    }
    for (const auto place : places) sum.late.push_back(microseconds((place - grid + interval) % interval));
  }

  bool seen_ = false;
  SteadyTime last_{};  // or, before the first reading, the reset
  SteadyTime from_{};
  std::vector<SteadyClock::duration> gaps_;
  std::vector<SteadyTime> times_;
};

}  // namespace bench

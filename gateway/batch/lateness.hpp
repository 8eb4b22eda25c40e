// How far from their slots reports leave: a histogram with bounded error (each
// bucket is a quarter octave wide).
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Lateness {
 public:
  void add(Duration late) {
    const double milliseconds = static_cast<double>(late.count()) * 1e-6;
    const double bucket = milliseconds <= 1 ? 0 : std::ceil(4 * std::log2(milliseconds));
    ++buckets_[std::min<std::size_t>(static_cast<std::size_t>(bucket), buckets_.size() - 1)];
    ++count_;
  }
  std::uint64_t count() const { return count_; }
  // Upper bound of the bucket that holds the quantile; 0 when nothing was added.
  Duration quantile(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size() && count_; ++i) {
      seen += buckets_[i];
      if (seen >= wanted)
        return Duration(static_cast<Duration::rep>(std::exp2(static_cast<double>(i) / 4) * 1e6));
    }
    return Duration::zero();
  }

 private:
  std::array<std::uint64_t, 100> buckets_{};  // 1 ms to 9 h
  std::uint64_t count_ = 0;
};

}  // namespace gatewarden

// A histogram of delays with bounded error, small enough for a thousand links: `kPerOctave`
// buckets per octave, from 1 ms.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden {

template <int kPerOctave, std::size_t kBuckets>
class Lateness {
 public:
  void add(Duration late) {
    const double milliseconds = static_cast<double>(late.count()) * 1e-6;
    const double bucket = milliseconds <= 1 ? 0 : std::ceil(kPerOctave * std::log2(milliseconds));
    ++buckets_[std::min<std::size_t>(static_cast<std::size_t>(bucket), kBuckets - 1)];
    ++count_;
  }
  std::uint64_t count() const { return count_; }
  // Upper bound of the quantile's bucket; 0 if nothing was added.
  Duration quantile(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets && count_ > 0; ++i) {
      seen += buckets_[i];
      if (seen >= wanted) {
        return Duration(static_cast<Duration::rep>(std::exp2(static_cast<double>(i) / kPerOctave) * 1e6));
      }
    }
    return Duration::zero();
  }

 private:
  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace gatewarden

// Exponential back-off with full jitter, which spreads a crowd best (AWS Architecture Blog, "Exponential Backoff
// And Jitter"): the pause before attempt n is uniform in [floor, min(cap, first * 2^n)]. Tests choose the seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// Randomness for jitter in eight bytes. seed_seq makes similar seeds give unlike numbers.
inline std::minstd_rand small_random(std::uint64_t seed) {
  std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  return std::minstd_rand(mixed);
}

class Backoff {
 public:
  struct Bounds {
    Duration first;  // the largest first pause
    Duration cap;    // the largest pause
    Duration floor;  // the shortest pause; AWS takes 1 CONNECT/s per client id
  };
  Backoff(Bounds bounds, std::uint64_t seed) : bounds_(bounds), random_(small_random(seed)) {}

  Duration next() {
    Duration ceiling = bounds_.first;
    for (unsigned i = 0; i < attempts_ && ceiling < bounds_.cap; ++i) ceiling *= 2;
    ++attempts_;
    ceiling = std::max(std::min(ceiling, bounds_.cap), bounds_.floor);
    return Duration(
        std::uniform_int_distribution<Duration::rep>(bounds_.floor.count(), ceiling.count())(random_));
  }
  void reset() { attempts_ = 0; }
  unsigned attempts() const { return attempts_; }

 private:
  Bounds bounds_;
  unsigned attempts_ = 0;
  std::minstd_rand random_;
};

}  // namespace gatewarden

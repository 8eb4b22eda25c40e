// Keeps one connection below the service's rates: 100 publishes a second, in and out together (it drops what
// is above), and 512 KB a second (limits.hpp). Two token buckets; pure, time is an argument.
//
// The buckets are small, so that neither a start nor a reconnect makes a burst: with the default of 50 ms no
// second sees more than 105 % of the rate, which keeps 95/s below 100.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Pacer {
 public:
  struct Rates {
    double publishes_per_second = 95;
    double bytes_per_second = 500'000;
    Duration burst = std::chrono::milliseconds(50);  // of either rate; at most 1 s
  };
  struct Cost {
    double publishes = 1;
    double bytes = 0;
  };
  Pacer(Rates rates, SteadyTime now);

  // When the cost fits, if nothing else is spent. What is larger than a bucket goes when the
  // bucket is full and leaves a debt.
  SteadyTime ready(Cost cost, SteadyTime now) const;
  // Whether or not it fits.
  void spend(Cost cost, SteadyTime now);
  // Spends it if it fits.
  bool take(Cost cost, SteadyTime now);
  // Traffic nobody asked for (answers to others) counts for the connection's rate too. That debt is bounded
  // to a second's worth: strangers may slow us down, not stop us.
  void charge(Cost cost, SteadyTime now);
  // Nothing before `until`, and from then on no more than the rate.
  void pause(SteadyTime until);

 private:
  struct Bucket {
    double rate = 1, size = 1, level = 0;
    void fill(double seconds) { level = std::min(size, level + rate * seconds); }
    double needed(double cost) const { return std::min(cost, size); }
    double seconds_until(double cost) const { return std::max(0.0, (needed(cost) - level - 1e-9) / rate); }
    void charge(double cost) { level = std::max(std::min(level, -rate), level - cost); }
  };
  void fill(SteadyTime now);

  Bucket publishes_, bytes_;
  SteadyTime filled_;
};

}  // namespace gatewarden

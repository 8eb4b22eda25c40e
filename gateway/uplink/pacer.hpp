// Keeps a connection below the service's rates: 100 publishes a second, in and out together (more is
// dropped), and 512 KB a second (limits.hpp). Two token buckets. Pure.
//
// Small buckets avoid bursts after a start or reconnect: with the default of 50 ms no second exceeds 105 % of
// the rate, which keeps 95/s below 100.
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

  // When the cost fits, if nothing else is spent. A cost larger than its bucket waits for a
  // full one and leaves a debt.
  SteadyTime ready(Cost cost, SteadyTime now) const;
  void spend(Cost cost, SteadyTime now);
  // Spends it if it fits.
  bool take(Cost cost, SteadyTime now);
  // Unrequested traffic (answers to others) counts too. Its debt is at most one second's worth: strangers may
  // slow us down, not stop us.
  void charge(Cost cost, SteadyTime now);
  // Nothing before `until`, then at the rate.
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

// Keeps a connection below the service's rates: 100 publishes a second, in and out together (more is
// dropped), and 512 KB a second (limits.hpp). Two token buckets. Pure.
//
// Small buckets avoid bursts after a start or reconnect: with the default of 50 ms no second exceeds 105 % of
// the rate, which keeps 95/s below 100.
//
// Strangers' traffic on the connection counts as well, but never for more than kStrangersShare of either rate and one
// second of that share at once. So whatever strangers do, and for however long, own publishes get in any time T at least
// (1 - kStrangersShare) x rate x (T - 1 s), in number or in bytes, whichever binds them; up to 5 % less where strangers press
// on both, since small buckets save nothing up for one while the other is waited for. What strangers send beyond their share
// is the service's to drop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Pacer {
 public:
  static constexpr double kStrangersShare = 0.5;
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
  // Traffic that nobody here asked for: answers to others. False: it was more than strangers may take of one of the rates,
  // and only what was left of their share is charged.
  bool charge(Cost cost, SteadyTime now);
  // Nothing before `until`, then at the rate.
  void pause(SteadyTime until);

 private:
  struct Bucket {
    double rate = 1, size = 1, level = 0;
    double strangers = 0;  // what they may still take
    void fill(double seconds) {
      level = std::min(size, level + rate * seconds);
      strangers = std::min(rate * kStrangersShare, strangers + rate * kStrangersShare * seconds);
    }
    double needed(double cost) const { return std::min(cost, size); }
    double seconds_until(double cost) const { return std::max(0.0, (needed(cost) - level - 1e-9) / rate); }
    bool charge(double cost) {
      const double taken = std::min(cost, strangers);
      level -= taken;
      strangers -= taken;
      return taken == cost;
    }
  };
  void fill(SteadyTime now);

  Bucket publishes_, bytes_;
  SteadyTime filled_;
};

}  // namespace gatewarden

#include "gateway/uplink/pacer.hpp"

#include <algorithm>
#include <cmath>

namespace gatewarden {
namespace {

double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

}  // namespace

Pacer::Pacer(Rates rates, SteadyTime now) : filled_(now) {
  const double burst = std::clamp(seconds(rates.burst), 0.0, 1.0);
  publishes_.rate = std::max(rates.publishes_per_second, 1e-3);
  publishes_.size = publishes_.level = std::max(publishes_.rate * burst, 1e-3);
  bytes_.rate = std::max(rates.bytes_per_second, 1.0);
  bytes_.size = bytes_.level = std::max(bytes_.rate * burst, 1.0);
  for (Bucket* bucket : {&publishes_, &bytes_}) bucket->strangers = bucket->rate * kStrangersShare;
}

void Pacer::fill(SteadyTime now) {
  if (now <= filled_) return;
  publishes_.fill(seconds(now - filled_));
  bytes_.fill(seconds(now - filled_));
  filled_ = now;
}

void Pacer::spend(Cost cost, SteadyTime now) {
  fill(now);
  publishes_.level -= cost.publishes;
  bytes_.level -= cost.bytes;
}

bool Pacer::take(Cost cost, SteadyTime now) {
  if (ready(cost, now) > now) return false;
  spend(cost, now);
  return true;
}

SteadyTime Pacer::ready(Cost cost, SteadyTime now) const {
  Pacer then = *this;
  then.fill(now);
  const double wait =
      std::max(then.publishes_.seconds_until(cost.publishes), then.bytes_.seconds_until(cost.bytes));
  // Rounded up, so that a timer armed for it is not too early.
  return then.filled_ + Duration(static_cast<Duration::rep>(std::ceil(wait * 1e9)));
}

bool Pacer::charge(Cost cost, SteadyTime now) {
  fill(now);
  const bool fits = publishes_.charge(cost.publishes);
  return bytes_.charge(cost.bytes) && fits;
}

void Pacer::pause(SteadyTime until) {
  if (until <= filled_) return;
  fill(until);
  publishes_.level = std::min(publishes_.level, 0.0);
  bytes_.level = std::min(bytes_.level, 0.0);
}

}  // namespace gatewarden

// A rate with a burst, in eight bytes: the time at which all that was taken is paid for (the "generic cell rate
// algorithm" of ITU-T I.371). Costs are times: what a thing costs at the rate. Pure: time is an argument.
#pragma once

#include <algorithm>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Allowance {
 public:
  // Zero once all is paid for. A burst of b is granted by taking while no more than b is owed; what is taken last may be
  // of any size, and is paid for afterwards.
  Duration owed(SteadyTime now) const { return paid_at_ > now ? paid_at_ - now : Duration::zero(); }
  void take(Duration cost, SteadyTime now) { paid_at_ = std::max(paid_at_, now) + cost; }

 private:
  SteadyTime paid_at_{};
};

}  // namespace gatewarden

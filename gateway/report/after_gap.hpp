// What happens to a counter's growth over a gap: more than a report interval and a half without a reading or
// without a report (the device was away, the link to the service was down, the gateway was).
#pragma once

#include <cstdint>

namespace gatewarden {

enum class AfterGap : std::uint8_t {
  drop,   // counted, not reported: as one number it would look like a spike and raise a false alarm
  carry,  // reported whole in the next report, for sums that must be complete
};

}  // namespace gatewarden

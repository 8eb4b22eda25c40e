// A counter's growth over a gap: more than 1.5 report intervals, or poll intervals where these are longer, without a
// reading or a report (device, link to the service or gateway down).
#pragma once

#include <cstdint>

namespace gatewarden {

enum class AfterGap : std::uint8_t {
  drop,   // counted, not reported: one large number would raise a false alarm
  carry,  // reported whole in the next report, for complete sums
};

}  // namespace gatewarden

#include "gateway/sample/link_budget.hpp"

#include <algorithm>

namespace gatewarden {

void LinkBudget::took(Allowance& device, std::size_t bytes, std::size_t times, std::size_t members,
                      SteadyTime now) {
  const auto once = static_cast<double>(bytes + kPayloadBytes);
  const auto listed = static_cast<double>(members * kMemberBytes);
  const Duration beyond = std::max(Duration::zero(), link_.owed(now) - kLinkBurst);
  const double price = 1 + std::chrono::duration<double>(beyond) / kLinkBurst;
  device.take(time_for(price * (once + listed)), now);
  link_.take(time_for((once * static_cast<double>(times) + listed) / kDevicesAtFullRate), now);
}

// What that many bytes take at a device's rate.
Duration LinkBudget::time_for(double work) const {
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(work / static_cast<double>(bytes_per_second_)));
}

bool LinkBudget::says(SteadyTime now) {
  if (lines_.owed(now) > (kLinkLines - 1) * kLinkLine) {
    ++lines_left_out_;
    return false;
  }
  lines_.take(kLinkLine, now);
  return true;
}

bool LinkBudget::says(Allowance& device, SteadyTime now) {
  if (device.owed(now) > (kDeviceLines - 1) * kDeviceLine) {
    ++lines_left_out_;
    return false;
  }
  if (!says(now)) return false;
  device.take(kDeviceLine, now);
  return true;
}

void LinkBudget::show(LinkSnapshot& shown) const {
  if (lines_left_out_ > 0) shown.counters["log_lines_left_out"] = lines_left_out_;
}

}  // namespace gatewarden

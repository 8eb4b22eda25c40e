#include "gateway/sample/link_budget.hpp"

#include <algorithm>

namespace gatewarden {
namespace {

Duration nanoseconds(double count) { return Duration(static_cast<Duration::rep>(count)); }

}  // namespace

void LinkBudget::took(Allowance& device, std::size_t bytes, std::size_t times, std::size_t members,
                      SteadyTime now) {
  const auto once = static_cast<double>(bytes + kPayloadBytes);
  const auto listed = static_cast<double>(members * kMemberBytes);
  const Duration beyond = std::max(Duration::zero(), link_.owed(now) - kLinkBurst);
  const double price = 1 + std::chrono::duration<double>(beyond) / kLinkBurst;
  device.take(nanoseconds(for_byte_ * price * (once + listed)), now);
  link_.take(nanoseconds(for_byte_ * (once * static_cast<double>(times) + listed) / kDevicesAtFullRate), now);
}

bool LinkBudget::says(Allowance& device, SteadyTime now) {
  if (device.owed(now) > (kDeviceLines - 1) * kDeviceLine) {
    ++lines_left_out_;
    return false;
  }
  device.take(kDeviceLine, now);
  return true;
}

void LinkBudget::show(LinkSnapshot& shown) const {
  if (lines_left_out_ > 0) shown.counters["log_lines_left_out"] = lines_left_out_;
}

}  // namespace gatewarden

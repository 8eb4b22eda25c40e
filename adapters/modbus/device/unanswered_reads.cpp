#include "adapters/modbus/device/unanswered_reads.hpp"

#include <algorithm>
#include <chrono>

namespace gatewarden::modbus {
namespace {

constexpr Duration kMaxPause = std::chrono::hours(1);
constexpr int kMaxTimes = 12;  // by then any pause is the longest

}  // namespace

bool UnansweredReads::left_out(const Range& read, SteadyTime now) const {
  return std::any_of(known_.begin(), known_.end(),
                     [&](const Known& each) { return each.read == read && each.until > now; });
}

void UnansweredReads::unanswered(const Range& read) {
  std::erase(in_doubt_, read);
  in_doubt_.push_back(read);
}

void UnansweredReads::answered(const Range& read, SteadyTime now, Duration period) {
  if (known_.empty() && in_doubt_.empty()) return;
  std::erase_if(known_, [&](const Known& each) { return each.read == read; });
  std::erase(in_doubt_, read);
  for (const Range& each : in_doubt_) back_off(each, now, period);
  in_doubt_.clear();
}

void UnansweredReads::back_off(const Range& read, SteadyTime now, Duration period) {
  auto known =
      std::find_if(known_.begin(), known_.end(), [&](const Known& each) { return each.read == read; });
  if (known == known_.end()) known = known_.insert(known, Known{read});
  known->times = static_cast<std::uint8_t>(std::min(known->times + 1, kMaxTimes));
  if (known->times < 2) return;
  known->until = now + std::min(kMaxPause, period * (Duration::rep{1} << (known->times - 1)));
}

}  // namespace gatewarden::modbus

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
  unit_lives(now, period);
}

void UnansweredReads::unit_lives(SteadyTime now, Duration period) {
  for (const Range& each : in_doubt_) back_off(each, now, period);
  in_doubt_.clear();
}

void UnansweredReads::divided(const Range& read) {
  std::erase(in_doubt_, read);
  known(read) = Known{read, 1, {}};
}

unsigned UnansweredReads::times(const Range& read) const {
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const Known& each) { return each.read == read; });
  return found == known_.end() ? 0 : found->times;
}

UnansweredReads::Known& UnansweredReads::known(const Range& read) {
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const Known& each) { return each.read == read; });
  return found != known_.end() ? *found : known_.emplace_back(Known{read, 0, {}});
}

void UnansweredReads::back_off(const Range& read, SteadyTime now, Duration period) {
  Known& failed = known(read);
  failed.times = static_cast<std::uint8_t>(std::min(failed.times + 1, kMaxTimes));
  if (failed.times < 2) return;
  failed.until = now + std::min(kMaxPause, period * (Duration::rep{1} << (failed.times - 1)));
}

}  // namespace gatewarden::modbus

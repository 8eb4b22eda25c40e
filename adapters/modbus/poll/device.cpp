#include "adapters/modbus/poll/device.hpp"

#include <algorithm>

namespace gatewarden::modbus {

namespace {

// Splits are kept that long: what refused may have been a device that was starting.
constexpr Duration kSplitsHold = std::chrono::hours(6);
constexpr Duration kLongestRest = std::chrono::hours(1);
constexpr int kMostStrikes = 12;  // the rest has long been the longest by then, whatever the period

}  // namespace

bool Device::split(std::size_t refused_read, SteadyTime now) {
  const std::vector<Read> parts = split_read(plan->wanted, reads()[refused_read]);
  if (parts.empty()) return false;
  if (!own_reads) {
    own_reads = std::make_unique<std::vector<Read>>(plan->reads);
    split_at_ = now;
  }
  const auto at = own_reads->erase(own_reads->begin() + static_cast<std::ptrdiff_t>(refused_read));
  own_reads->insert(at, parts.begin(), parts.end());
  return true;
}

bool Device::begin(SteadyTime now) {
  rounds = 1;
  // The grid's jitter must not move a slow round to the next cycle.
  const SteadyTime soon = now + grid.period() / 2;
  for (std::size_t i = 0; i < round_due.size(); ++i) {
    if (round_due[i] <= soon) rounds |= Rounds{2} << i;
  }
  next_read = 0;
  if (health.doubtful() && !in_doubt_.empty()) {  // perhaps it is that read alone: another one is the probe
    const auto broke_off = std::find_if(reads().begin(), reads().end(),
                                        [&](const Read& read) { return read.range == in_doubt_.back(); });
    const auto at = static_cast<std::size_t>(broke_off - reads().begin());
    if (at + 1 < reads().size()) pass_over(static_cast<std::uint32_t>(at + 1));
  }
  if (skip_idle(now)) return true;
  next_read = 0;
  return skip_idle(now);
}

// What is passed over is not read: its round is not done with this cycle.
void Device::pass_over(std::uint32_t reads_before) {
  incomplete = true;
  for (std::uint32_t i = 0; i < reads_before; ++i) failed_ |= Rounds{1} << reads()[i].round;
  next_read = reads_before;
}

bool Device::restart(SteadyTime now) {
  if (inspection) inspection->abandon();
  rest();
  return begin(now);
}

bool Device::go_on(SteadyTime now) {
  ++next_read;
  return skip_idle(now);
}

bool Device::skip_idle(SteadyTime now) {
  for (; next_read < reads().size(); ++next_read) {
    const Read& read = reads()[next_read];
    if ((rounds >> read.round & 1u) == 0) continue;
    if (unanswered_.empty() || !rests(read.range, now)) return true;
    incomplete = true;
  }
  return false;
}

bool Device::rests(const Range& read, SteadyTime now) const {
  return std::any_of(unanswered_.begin(), unanswered_.end(),
                     [&](const Unanswered& each) { return each.read == read && each.until > now; });
}

void Device::heard_from(SteadyTime now, bool with_values) {
  answered = true;
  got_values = got_values || with_values;
  if (unanswered_.empty() && in_doubt_.empty()) return;
  const Range present = reads()[next_read].range;
  std::erase_if(unanswered_, [&](const Unanswered& each) { return each.read == present; });
  std::erase(in_doubt_, present);
  for (const Range& read : in_doubt_) strike(read, now);
  in_doubt_.clear();
}

// The first time may be chance.
void Device::strike(const Range& read, SteadyTime now) {
  auto known = std::find_if(unanswered_.begin(), unanswered_.end(),
                            [&](const Unanswered& each) { return each.read == read; });
  if (known == unanswered_.end()) known = unanswered_.insert(known, Unanswered{read});
  known->strikes = static_cast<std::uint8_t>(std::min(known->strikes + 1, kMostStrikes));
  if (known->strikes < 2) return;
  const Duration rest = std::min(kLongestRest, grid.period() * (Duration::rep{1} << (known->strikes - 1)));
  known->until = now + rest;
}

void Device::leave_out() {
  incomplete = true;
  repeats = 0;
  const Read& read = reads()[next_read];
  failed_ |= Rounds{1} << read.round;
  std::erase(in_doubt_, read.range);
  in_doubt_.push_back(read.range);
}

void Device::complete(SteadyTime now) {
  for (std::size_t i = 0; i < round_due.size(); ++i) {
    if ((rounds & ~failed_ & Rounds{2} << i) != 0) round_due[i] = now + plan->periods[i + 1];
  }
  empty_cycles_ = got_values ? 0 : empty_cycles_ + 1;
  // A device that refuses everything may be starting, or asleep: whole reads are tried again, but rarely.
  const bool try_whole = empty_cycles_ > 0 && (empty_cycles_ & (empty_cycles_ - 1)) == 0;
  if (own_reads && (try_whole || now - split_at_ > kSplitsHold)) own_reads.reset();
}

void Device::rest() {
  next_read = 0;
  repeats = 0;
  begun = false;
  inspecting = false;
  failed_ = 0;
  incomplete = false;
  answered = false;
  got_values = false;
  spared = false;
  std::fill(slots.begin(), slots.end(), kNothing);
}

void DeviceQueue::push_front(Device& device) {
  device.behind = first_;
  first_ = &device;
  if (!last_) last_ = &device;
}

void DeviceQueue::push(Device& device) {
  device.behind = nullptr;
  (last_ ? last_->behind : first_) = &device;
  last_ = &device;
}

}  // namespace gatewarden::modbus

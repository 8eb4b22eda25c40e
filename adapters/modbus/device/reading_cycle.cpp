#include "adapters/modbus/device/reading_cycle.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace gatewarden::modbus {
namespace {

// Splits are kept as long: the device that refused may have been starting.
constexpr Duration kSplitsHold = std::chrono::hours(6);

const Read* read_not_due(const std::vector<Read>& reads, Rounds due, const UnansweredReads& unanswered,
                         SteadyTime now) {
  const auto found = std::find_if(reads.begin(), reads.end(), [&](const Read& read) {
    return (due >> read.round & 1u) == 0 && !unanswered.left_out(read.range, now);
  });
  return found == reads.end() ? nullptr : &*found;
}

}  // namespace

ReadingCycle::ReadingCycle(std::shared_ptr<const ReadPlan> plan)
    : plan_(std::move(plan)),
      slots_(plan_->slots, kNothing),
      round_due_(plan_->periods.empty() ? 0 : plan_->periods.size() - 1, SteadyTime::min()) {}

bool ReadingCycle::begin(SteadyTime now, Duration early, bool probe) {
  now_.rounds = 1;
  const SteadyTime soon = now + early;
  for (std::size_t i = 0; i < round_due_.size(); ++i) {
    if (round_due_[i] <= soon) now_.rounds |= Rounds{2} << i;
  }
  now_.next_read = 0;
  if (probe) begin_probe(now);
  if (now_.asks_control() || skip_idle(now)) return true;
  now_.next_read = 0;
  return skip_idle(now) || (now_.incomplete && ask_control(now));
}

// Perhaps the unit ignores that read alone: a value of it, or another read, is the probe.
void ReadingCycle::begin_probe(SteadyTime now) {
  const std::optional<Range> latest = unanswered_.latest();
  if (!latest) return;
  const auto broke_off =
      std::find_if(reads().begin(), reads().end(), [&](const Read& read) { return read.range == *latest; });
  const auto at = static_cast<std::uint32_t>(broke_off - reads().begin());
  if (at == reads().size()) return;
  now_.next_read = at;
  probed_part_ = !probed_part_ && ask_control(now);
  now_.next_read = 0;
  if (probed_part_ || at + 1 >= reads().size()) return;
  now_.next_read = at + 1;
  now_.incomplete = true;  // a round with a read that is passed over stays due
  for (std::uint32_t i = 0; i <= at; ++i) now_.failed |= Rounds{1} << reads()[i].round;
}

bool ReadingCycle::sent() { return !std::exchange(now_.begun, true); }

bool ReadingCycle::repeat(unsigned retries) {
  if (now_.repeats >= retries) return false;
  ++now_.repeats;
  return true;
}

bool ReadingCycle::resend() { return !std::exchange(now_.resent, true); }

void ReadingCycle::read_answered(SteadyTime now, bool with_values, Duration period) {
  now_.answered = true;
  now_.got_values = now_.got_values || (with_values && !now_.asks_control());
  unanswered_.answered(present().range, now, period);
}

ReadResult ReadingCycle::take(std::span<const std::uint8_t> values, PointId first, SampleSink& sink,
                              SteadyTime now) {
  if (now_.asks_control()) return {};
  return decode_read(*plan_, present(), values, first, sink, now, slots_);
}

void ReadingCycle::leave_out() {
  now_.incomplete = true;
  now_.repeats = 0;
  now_.failed |= Rounds{1} << present().round;
  if (!now_.asks_control()) unanswered_.unanswered(present().range);
}

bool ReadingCycle::split(SteadyTime now) {
  if (now_.asks_control()) return false;
  const std::vector<Read> parts = split_read(plan_->wanted, present());
  if (parts.empty()) return false;
  if (!own_reads_) {
    own_reads_ = std::make_unique<std::vector<Read>>(plan_->reads);
    split_at_ = now;
  }
  const auto at = own_reads_->erase(own_reads_->begin() + static_cast<std::ptrdiff_t>(now_.next_read));
  own_reads_->insert(at, parts.begin(), parts.end());
  return true;
}

bool ReadingCycle::blame(SteadyTime now, Duration period) {
  now_.answered = true;
  unanswered_.unit_lives(now, period);
  return divide(now);
}

bool ReadingCycle::divide(SteadyTime now) {
  const Range whole = present().range;
  if (!unanswered_.to_blame(whole) || !split(now)) return false;
  unanswered_.divided(whole);
  return true;
}

bool ReadingCycle::ask_control(SteadyTime now) {
  if (now_.controlled) return false;
  const bool has_parts = now_.next_read < reads().size() && divisible(plan_->wanted, present());
  const Read* whole = has_parts ? &present() : read_not_due(reads(), now_.rounds, unanswered_, now);
  if (whole == nullptr) return false;
  now_.controlled = true;
  now_.repeats = 0;
  const std::uint32_t at = whole->first + controls_++ % whole->count;
  now_.control = Read{plan_->wanted[at], at, 1, whole->round};
  return true;
}

bool ReadingCycle::go_on(SteadyTime now) {
  if (!now_.asks_control()) ++now_.next_read;
  now_.control = {};
  return skip_idle(now);
}

bool ReadingCycle::skip_idle(SteadyTime now) {
  for (; now_.next_read < reads().size(); ++now_.next_read) {
    if ((now_.rounds >> present().round & 1u) == 0) continue;
    while (divide(now)) {
    }
    if (!unanswered_.left_out(present().range, now)) return true;
    now_.incomplete = true;
  }
  return false;
}

ReadResult ReadingCycle::complete(PointId first, SampleSink& sink, SteadyTime now) {
  for (std::size_t i = 0; i < round_due_.size(); ++i) {
    if ((now_.rounds & ~now_.failed & Rounds{2} << i) != 0) round_due_[i] = now + plan_->periods[i + 1];
  }
  empty_cycles_ = now_.got_values ? 0 : empty_cycles_ + 1;
  // A device that refuses everything may be starting or asleep: whole reads are rarely tried again.
  const bool try_whole = empty_cycles_ > 0 && (empty_cycles_ & (empty_cycles_ - 1)) == 0;
  if (own_reads_ && (try_whole || now - split_at_ > kSplitsHold)) own_reads_.reset();
  return compute_values(*plan_, now_.rounds, first, sink, now, slots_);
}

void ReadingCycle::inspect(bool is_due) {
  now_.repeats = 0;
  now_.inspecting = is_due;
}

void ReadingCycle::forget() {
  now_ = {};
  std::fill(slots_.begin(), slots_.end(), kNothing);
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/device/device.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/modbus/plan/read_result.hpp"

namespace gatewarden::modbus {
namespace {

// How long splits are kept: what refused may have been a device that was starting.
constexpr Duration kSplitsHold = std::chrono::hours(6);

// Cycles in a row that may end too late for an inspection; the next one has it even on a line that is late.
constexpr unsigned kMaxPutOff = 10;

}  // namespace

Device::Device(Assignment its_assignment, std::uint8_t its_unit, Duration its_timeout,
               std::shared_ptr<const ReadPlan> its_plan, PollGrid its_grid, unsigned misses)
    : assignment(std::move(its_assignment)),
      unit(its_unit),
      timeout(its_timeout),
      plan(std::move(its_plan)),
      grid(its_grid),
      health(misses),
      slots_(plan->slots, kNothing),
      round_due_(plan->periods.empty() ? 0 : plan->periods.size() - 1, SteadyTime::min()) {}

Request Device::asking() const {
  if (cycle_.inspecting) return inspection->asking();
  return present().range;
}

bool Device::begin(SteadyTime now) {
  cycle_.rounds = 1;
  // The grid's jitter must not move a slow round to the next cycle.
  const SteadyTime soon = now + grid.period() / 2;
  for (std::size_t i = 0; i < round_due_.size(); ++i) {
    if (round_due_[i] <= soon) cycle_.rounds |= Rounds{2} << i;
  }
  cycle_.next_read = 0;
  const std::optional<Range> latest = unanswered_.latest();
  if (suspect() && latest) {  // perhaps it is that read alone: another one is the probe
    const auto broke_off =
        std::find_if(reads().begin(), reads().end(), [&](const Read& read) { return read.range == *latest; });
    const auto at = static_cast<std::size_t>(broke_off - reads().begin());
    if (at + 1 < reads().size()) pass_over(static_cast<std::uint32_t>(at + 1));
  }
  if (skip_idle(now)) return true;
  cycle_.next_read = 0;
  return skip_idle(now);
}

// What is passed over is not read: its round is not done with this cycle.
void Device::pass_over(std::uint32_t reads_before) {
  cycle_.incomplete = true;
  for (std::uint32_t i = 0; i < reads_before; ++i) cycle_.failed |= Rounds{1} << reads()[i].round;
  cycle_.next_read = reads_before;
}

bool Device::restart(SteadyTime now) {
  if (inspection) inspection->abandon();
  forget_cycle();
  return begin(now);
}

bool Device::sent() { return !std::exchange(cycle_.begun, true); }

bool Device::repeat(unsigned retries) {
  if (cycle_.repeats >= retries) return false;
  ++cycle_.repeats;
  return true;
}

bool Device::resend() { return !std::exchange(cycle_.resent, true); }

void Device::answered(SteadyTime now, Duration round_trip) {
  health.answered();
  heard = now;
  counters.count_round_trip(round_trip);
  cycle_.repeats = 0;
}

void Device::read_answered(SteadyTime now, bool with_values) {
  cycle_.answered = true;
  cycle_.got_values = cycle_.got_values || with_values;
  unanswered_.answered(present().range, now, grid.period());
}

void Device::take(std::span<const std::uint8_t> values, SampleSink& sink, SteadyTime now) {
  counters.count(decode_read(*plan, present(), values, assignment.first, sink, now, slots_));
}

void Device::refused(std::string why_so) {
  cycle_.incomplete = true;
  why = std::move(why_so);
}

void Device::leave_out() {
  cycle_.incomplete = true;
  cycle_.repeats = 0;
  cycle_.failed |= Rounds{1} << present().round;
  unanswered_.unanswered(present().range);
}

bool Device::split(SteadyTime now) {
  const std::vector<Read> parts = split_read(plan->wanted, present());
  if (parts.empty()) return false;
  if (!own_reads_) {
    own_reads_ = std::make_unique<std::vector<Read>>(plan->reads);
    split_at_ = now;
  }
  const auto at = own_reads_->erase(own_reads_->begin() + static_cast<std::ptrdiff_t>(cycle_.next_read));
  own_reads_->insert(at, parts.begin(), parts.end());
  return true;
}

bool Device::go_on(SteadyTime now) {
  ++cycle_.next_read;
  return skip_idle(now);
}

bool Device::skip_idle(SteadyTime now) {
  for (; cycle_.next_read < reads().size(); ++cycle_.next_read) {
    if ((cycle_.rounds >> present().round & 1u) == 0) continue;
    if (!unanswered_.left_out(present().range, now)) return true;
    cycle_.incomplete = true;
  }
  return false;
}

void Device::complete(SampleSink& sink, SteadyTime now) {
  if (!cycle_.incomplete) why.clear();
  counters.count(compute_values(*plan, cycle_.rounds, assignment.first, sink, now, slots_));
  for (std::size_t i = 0; i < round_due_.size(); ++i) {
    if ((cycle_.rounds & ~cycle_.failed & Rounds{2} << i) != 0) round_due_[i] = now + plan->periods[i + 1];
  }
  empty_cycles_ = cycle_.got_values ? 0 : empty_cycles_ + 1;
  // A device that refuses everything may be starting, or asleep: whole reads are tried again, but rarely.
  const bool try_whole = empty_cycles_ > 0 && (empty_cycles_ & (empty_cycles_ - 1)) == 0;
  if (own_reads_ && (try_whole || now - split_at_ > kSplitsHold)) own_reads_.reset();
}

bool Device::inspect(SteadyTime now) {
  cycle_.repeats = 0;
  cycle_.inspecting = may_inspect(now);
  return cycle_.inspecting;
}

// An unanswered question must not cost the unit its next reading, where its period leaves room for one.
bool Device::may_inspect(SteadyTime now) {
  if (!inspection) return false;
  const Duration period = grid.period();
  // The grid's jitter must not put it off by a whole cycle.
  if (!inspection->begin(now, period / 2)) return false;
  const bool has_time = period <= 2 * timeout || grid.after(now) - now > timeout;
  if (!has_time && ++put_off_ < kMaxPutOff) return false;
  put_off_ = 0;
  return true;
}

void Device::rest(SampleSink& sink, SteadyTime now) {
  forget_cycle();
  if (!plan->traffic.empty()) traffic_.hand_on(counters, plan->traffic, assignment.first, sink, now);
}

void Device::forget_cycle() {
  cycle_ = {};
  std::fill(slots_.begin(), slots_.end(), kNothing);
}

}  // namespace gatewarden::modbus

#include "gateway/batch/schedule.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/even_phase.hpp"

namespace gatewarden {

void Schedule::add(DeviceId device, SteadyTime now, std::optional<SteadyTime> last_sent) {
  const auto index = index_of(device);
  if (entries_.size() <= index) entries_.resize(index + 1);
  Entry& entry = entries_[index];
  entry = {};
  entry.known = true;
  ++children_;
  const auto share =
      static_cast<Duration::rep>(static_cast<double>(rules_.interval.count()) * even_phase(++added_));
  entry.phase = now + Duration(share);
  if (last_sent) {
    entry.was_sent = true;
    entry.last_sent = *last_sent;
    // After a restart children keep the phases of their last reports, if recent.
    const SteadyTime resumed = *last_sent + std::max(rules_.interval, rules_.floor + rules_.guard);
    if (resumed > now) entry.phase = resumed;
    entry.slot = earliest(entry, entry.phase);
    entry.on_phase = true;
  } else {
    const auto step = Duration(static_cast<Duration::rep>(1e9 / rules_.first_per_second));
    first_end_ = std::max(first_end_, now) + step;
    entry.slot = std::min(first_end_, entry.phase);
    entry.on_phase = entry.slot == entry.phase;
  }
  push(index);
}

void Schedule::remove(DeviceId device) {
  const auto index = index_of(device);
  if (index >= entries_.size() || !entries_[index].known) return;
  if (entries_[index].position != kAbsent) erase(entries_[index].position);
  entries_[index] = {};
  --children_;
}

std::optional<SteadyTime> Schedule::due() const {
  if (heap_.empty()) return std::nullopt;
  return entries_[heap_.front()].slot;
}

std::optional<SteadyTime> Schedule::due(DeviceId device) const {
  const auto index = index_of(device);
  if (index >= entries_.size() || entries_[index].position == kAbsent) return std::nullopt;
  return entries_[index].slot;
}

std::optional<SteadyTime> Schedule::last_sent(DeviceId device) const {
  const auto index = index_of(device);
  if (index >= entries_.size() || !entries_[index].was_sent) return std::nullopt;
  return entries_[index].last_sent;
}

std::optional<Schedule::Due> Schedule::take(SteadyTime now) {
  while (!heap_.empty()) {
    const std::uint32_t index = heap_.front();
    Entry& entry = entries_[index];
    if (entry.slot > now) return std::nullopt;
    if (now - entry.slot > rules_.interval / 4) {
      ++missed_;
      entry.slot = earliest(entry, grid_after(entry, now));
      entry.on_phase = true;
      down(0);
      continue;
    }
    erase(0);
    return Due{DeviceId{index}, entry.slot};
  }
  return std::nullopt;
}

std::optional<Schedule::Due> Schedule::take_late(SteadyTime now) {
  if (heap_.empty() || entries_[heap_.front()].slot > now) return std::nullopt;
  const std::uint32_t index = heap_.front();
  erase(0);
  return Due{DeviceId{index}, entries_[index].slot};
}

void Schedule::sent(DeviceId device, SteadyTime at) {
  const auto index = index_of(device);
  Entry& entry = entries_[index];
  if (!entry.known) return;
  entry.was_sent = true;
  entry.last_sent = at;
  if (entry.on_phase) {
    entry.slot = earliest(entry, entry.slot + rules_.interval);
    entry.phase = entry.slot;
  } else {
    approach_phase(entry);
  }
  push(index);
}

void Schedule::sent_again(DeviceId device, SteadyTime at) {
  const auto index = index_of(device);
  if (index >= entries_.size() || !entries_[index].known) return;
  Entry& entry = entries_[index];
  entry.was_sent = true;
  entry.last_sent = at;
  const SteadyTime slot = earliest(entry, entry.slot);
  if (entry.position == kAbsent || slot == entry.slot) return;
  erase(entry.position);
  entry.slot = slot;
  entry.phase = slot;
  push(index);
}

// The first report left early on purpose. The child now approaches its phase by at most a quarter of the
// interval per report, so that no report covers much more than an interval.
void Schedule::approach_phase(Entry& entry) {
  const SteadyTime soonest = earliest(entry, entry.last_sent + rules_.interval * 3 / 4);
  const SteadyTime latest = std::max(soonest, entry.last_sent + rules_.interval * 5 / 4);
  // If the floor puts the phase just out of reach, the phase moves; the child would chase it forever.
  const SteadyTime own = std::max(soonest, grid_after(entry, soonest - 2 * rules_.guard - Duration(1)));
  entry.on_phase = own <= latest;
  if (own == soonest) entry.phase = own;
  entry.slot = entry.on_phase ? own : latest;
}

void Schedule::idle(DeviceId device, SteadyTime now) {
  const auto index = index_of(device);
  Entry& entry = entries_[index];
  if (!entry.known) return;
  SteadyTime next = grid_after(entry, now);
  if (!entry.was_sent) {
    // Soon again, but all children without a first value stay below the first rate.
    const double seconds = std::max(2.0, static_cast<double>(children_) / rules_.first_per_second);
    next = std::min(next, now + Duration(static_cast<Duration::rep>(seconds * 1e9)));
  }
  entry.slot = earliest(entry, next);
  push(index);
}

void Schedule::passed(DeviceId device, SteadyTime now) {
  const auto index = index_of(device);
  Entry& entry = entries_[index];
  if (!entry.known) return;
  entry.slot = earliest(entry, grid_after(entry, now));
  entry.on_phase = true;
  push(index);
}

void Schedule::retry(DeviceId device, SteadyTime at) {
  const auto index = index_of(device);
  if (!entries_[index].known) return;
  entries_[index].slot = at;
  push(index);
}

void Schedule::hold(DeviceId device, SteadyTime at) {
  retry(device, at);
  entries_[index_of(device)].on_phase = false;
}

void Schedule::set_rules(Rules rules, SteadyTime now) {
  if (rules.interval == rules_.interval && rules.floor == rules_.floor) return;
  rules_ = rules;
  std::uint64_t rank = 0;
  for (std::uint32_t index = 0; index < entries_.size(); ++index) {
    Entry& entry = entries_[index];
    if (!entry.known) continue;
    const auto share =
        static_cast<Duration::rep>(static_cast<double>(rules.interval.count()) * even_phase(++rank));
    entry.phase = now + Duration(share);
    if (entry.position == kAbsent) continue;  // with the uplink: sent() places it by the new rules
    erase(entry.position);
    entry.slot = earliest(entry, entry.phase);
    push(index);
  }
}

SteadyTime Schedule::earliest(const Entry& entry, SteadyTime wanted) const {
  if (!entry.was_sent) return wanted;
  return std::max(wanted, entry.last_sent + rules_.floor + rules_.guard);
}

SteadyTime Schedule::grid_after(const Entry& entry, SteadyTime time) const {
  if (entry.phase > time) return entry.phase;
  const auto periods = (time - entry.phase) / rules_.interval + 1;
  return entry.phase + periods * rules_.interval;
}

void Schedule::push(std::uint32_t index) {
  heap_.push_back(index);
  entries_[index].position = static_cast<std::uint32_t>(heap_.size() - 1);
  up(entries_[index].position);
}

void Schedule::erase(std::uint32_t position) {
  const std::uint32_t index = heap_[position];
  const std::uint32_t moved = heap_.back();
  heap_.pop_back();
  entries_[index].position = kAbsent;
  if (moved == index) return;
  place(position, moved);
  up(position);
  down(entries_[moved].position);
}

void Schedule::place(std::uint32_t position, std::uint32_t index) {
  heap_[position] = index;
  entries_[index].position = position;
}

void Schedule::up(std::uint32_t position) {
  const std::uint32_t index = heap_[position];
  while (position > 0) {
    const std::uint32_t parent = (position - 1) / 2;
    if (!before(index, heap_[parent])) break;
    place(position, heap_[parent]);
    position = parent;
  }
  place(position, index);
}

void Schedule::down(std::uint32_t position) {
  const std::uint32_t index = heap_[position];
  while (true) {
    std::uint32_t child = 2 * position + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
    if (!before(heap_[child], index)) break;
    place(position, heap_[child]);
    position = child;
  }
  place(position, index);
}

}  // namespace gatewarden

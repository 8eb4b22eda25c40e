#include "adapters/modbus/poll/tick_timer.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

SteadyTime tick_not_before(SteadyTime at) {
  const Duration past = at.time_since_epoch() % TickTimer::kTick;
  return past == Duration::zero() ? at : at - past + TickTimer::kTick;
}

}  // namespace

TickTimer::TickTimer(Clock& clock) : clock_(clock), timer_(clock.timer([this] { tick(); })) {}

std::uint32_t TickTimer::slot_of(Waiter& waiter) {
  if (waiter.slot_ != Waiter::kNoSlot) return waiter.slot_;
  const auto is_free = [](const Slot& slot) { return slot.waiter == nullptr; };
  const auto found = std::find_if(slots_.begin(), slots_.end(), is_free);
  waiter.slot_ = static_cast<std::uint32_t>(found - slots_.begin());
  if (found == slots_.end()) slots_.emplace_back();
  slots_[waiter.slot_].waiter = &waiter;
  return waiter.slot_;
}

void TickTimer::enter(std::uint32_t slot, SteadyTime at) {
  slots_[slot].entry = at;
  entries_.push_back(Entry{at, slot});
  std::push_heap(entries_.begin(), entries_.end());
}

void TickTimer::wake(Waiter& waiter, SteadyTime at) {
  const std::uint32_t slot = slot_of(waiter);
  if (at != SteadyTime::max()) {
    at = tick_not_before(at);
    if (at <= last_tick_) at = tick_not_before(last_tick_ + Duration(1));
  }
  slots_[slot].wake_at = at;
  if (at >= slots_[slot].entry) return;  // put off when the entry comes up
  enter(slot, at);
  if (!ticking_) arm();
}

void TickTimer::forget(Waiter& waiter) {
  if (waiter.slot_ == Waiter::kNoSlot) return;
  std::erase_if(entries_, [&](const Entry& entry) { return entry.slot == waiter.slot_; });
  std::make_heap(entries_.begin(), entries_.end());
  slots_[waiter.slot_] = Slot{};
  waiter.slot_ = Waiter::kNoSlot;
}

void TickTimer::tick() {
  armed_ = SteadyTime::max();
  ticking_ = true;
  last_tick_ = clock_.now();
  while (!entries_.empty() && entries_.front().at <= last_tick_) {
    const Entry entry = entries_.front();
    std::pop_heap(entries_.begin(), entries_.end());
    entries_.pop_back();
    Slot& slot = slots_[entry.slot];
    if (slot.entry != entry.at) continue;
    slot.entry = SteadyTime::max();
    if (slot.wake_at > last_tick_) {
      if (slot.wake_at != SteadyTime::max()) enter(entry.slot, slot.wake_at);
      continue;
    }
    slot.wake_at = SteadyTime::max();
    slot.waiter->woken(last_tick_);  // may add slots: `slot` is no more
  }
  ticking_ = false;
  arm();
}

void TickTimer::arm() {
  if (entries_.empty() || entries_.front().at >= armed_) return;
  armed_ = entries_.front().at;
  timer_->arm(armed_);
}

}  // namespace gatewarden::modbus

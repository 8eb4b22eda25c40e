#include "adapters/modbus/poll/heartbeat.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

SteadyTime tick_not_before(SteadyTime at) {
  const Duration past = at.time_since_epoch() % Heartbeat::kTick;
  return past == Duration::zero() ? at : at - past + Heartbeat::kTick;
}

}  // namespace

Heartbeat::Heartbeat(Clock& clock) : clock_(clock), timer_(clock.timer([this] { beat(); })) {}

std::uint32_t Heartbeat::bed_of(Sleeper& sleeper) {
  if (sleeper.bed_ != Sleeper::kNoBed) return sleeper.bed_;
  const auto is_free = [](const Bed& bed) { return bed.sleeper == nullptr; };
  const auto found = std::find_if(beds_.begin(), beds_.end(), is_free);
  sleeper.bed_ = static_cast<std::uint32_t>(found - beds_.begin());
  if (found == beds_.end()) beds_.emplace_back();
  beds_[sleeper.bed_].sleeper = &sleeper;
  return sleeper.bed_;
}

void Heartbeat::enter(std::uint32_t bed, SteadyTime at) {
  beds_[bed].entry = at;
  entries_.push_back(Entry{at, bed});
  std::push_heap(entries_.begin(), entries_.end());
}

void Heartbeat::wake(Sleeper& sleeper, SteadyTime at) {
  const std::uint32_t bed = bed_of(sleeper);
  if (at != SteadyTime::max()) {
    at = tick_not_before(at);
    if (at <= last_beat_) at = tick_not_before(last_beat_ + Duration(1));
  }
  beds_[bed].wish = at;
  if (at >= beds_[bed].entry) return;  // put off when that entry comes up
  enter(bed, at);
  if (!beating_) arm();
}

void Heartbeat::forget(Sleeper& sleeper) {
  if (sleeper.bed_ == Sleeper::kNoBed) return;
  std::erase_if(entries_, [&](const Entry& entry) { return entry.bed == sleeper.bed_; });
  std::make_heap(entries_.begin(), entries_.end());
  beds_[sleeper.bed_] = Bed{};
  sleeper.bed_ = Sleeper::kNoBed;
}

void Heartbeat::beat() {
  armed_ = SteadyTime::max();
  beating_ = true;
  last_beat_ = clock_.now();
  while (!entries_.empty() && entries_.front().at <= last_beat_) {
    const Entry entry = entries_.front();
    std::pop_heap(entries_.begin(), entries_.end());
    entries_.pop_back();
    Bed& bed = beds_[entry.bed];
    if (bed.entry != entry.at) continue;
    bed.entry = SteadyTime::max();
    if (bed.wish > last_beat_) {
      if (bed.wish != SteadyTime::max()) enter(entry.bed, bed.wish);
      continue;
    }
    bed.wish = SteadyTime::max();
    bed.sleeper->woken(last_beat_);  // may add beds: `bed` is no more
  }
  beating_ = false;
  arm();
}

void Heartbeat::arm() {
  if (entries_.empty() || entries_.front().at >= armed_) return;
  armed_ = entries_.front().at;
  timer_->arm(armed_);
}

}  // namespace gatewarden::modbus

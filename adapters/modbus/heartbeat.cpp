#include "adapters/modbus/heartbeat.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

SteadyTime tick_not_before(SteadyTime at) {
  const Duration past = at.time_since_epoch() % Heartbeat::kTick;
  return past == Duration::zero() ? at : at - past + Heartbeat::kTick;
}

}  // namespace

Heartbeat::Heartbeat(Clock& clock) : clock_(clock), timer_(clock.timer([this] { beat(); })) {}

void Heartbeat::wake(Sleeper& sleeper, SteadyTime at) {
  if (at == SteadyTime::max()) return;
  SteadyTime tick = tick_not_before(at);
  if (tick <= last_beat_) tick = tick_not_before(last_beat_ + Duration(1));
  if (sleeper.due_ <= tick) return;
  sleeper.due_ = tick;
  wishes_.push_back(Wish{tick, &sleeper});
  std::push_heap(wishes_.begin(), wishes_.end());
  if (!beating_) arm();
}

void Heartbeat::forget(Sleeper& sleeper) {
  sleeper.due_ = SteadyTime::max();
  std::erase_if(wishes_, [&](const Wish& wish) { return wish.sleeper == &sleeper; });
  std::make_heap(wishes_.begin(), wishes_.end());
}

void Heartbeat::beat() {
  armed_ = SteadyTime::max();
  beating_ = true;
  last_beat_ = clock_.now();
  while (!wishes_.empty() && wishes_.front().at <= last_beat_) {
    const Wish wish = wishes_.front();
    std::pop_heap(wishes_.begin(), wishes_.end());
    wishes_.pop_back();
    if (wish.sleeper->due_ != wish.at) continue;
    wish.sleeper->due_ = SteadyTime::max();
    wish.sleeper->woken(last_beat_);
  }
  beating_ = false;
  arm();
}

void Heartbeat::arm() {
  if (wishes_.empty() || wishes_.front().at >= armed_) return;
  armed_ = wishes_.front().at;
  timer_->arm(armed_);
}

}  // namespace gatewarden::modbus

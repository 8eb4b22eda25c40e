// What a line asks for that has silences in the place of marks, and no transaction ids: rest between
// requests, and doubt about answers.
#include <algorithm>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {

// False where the line needs rest before this unit is asked; it keeps its turn.
bool ModbusLink::may_ask(Device& device, SteadyTime now) {
  not_before_ = pace_.free_for(device.unit);
  if (now >= not_before_) return true;
  (device.health.doubtful() ? probes_ : ready_).push_front(device);
  return false;
}

// A probe first, where the budget has one: the budget, not the order, protects the living. Not so over a new
// connection: what is probed may be what ended the last one. Devices that have
// never answered take turns like any other; but once one of them has cost a time-out, those known to answer
// go first for twice as long as it took, and where there are several places, the last one is kept for them. A
// site that starts with half of its units dead so reads the other half from its first second on.
Device* ModbusLink::take_next(SteadyTime now) {
  const auto is_free = [this](const Device& device) { return !busy_.test(device.unit); };
  const auto is_known = [&](const Device& device) { return is_free(device) && device.health.seen(); };
  const bool known_first = now < known_first_until_;
  const bool last_place = settings_.outstanding > 1 && transactions_.size() + 1 == settings_.outstanding;
  const bool proven = heard_ || ready_.empty();
  if (budget_.allows(now) && proven && !(known_first && last_place)) {
    if (Device* device = probes_.take(is_free)) return device;
  }
  if (known_first) {
    Device* device = ready_.take(is_known);
    if (device || last_place) return device;
  }
  return ready_.take(is_free);
}

// Until not_before_. A tick would be too coarse: the silences of a fast line are shorter.
void ModbusLink::rest() {
  if (rest_until_ == not_before_) return;
  if (!rest_) rest_ = parts_.clock.timer([this] { woken(parts_.clock.now()); });
  rest_until_ = not_before_;
  rest_->arm(rest_until_);
}

// A unit that was given up on may answer yet. Nobody asks it until that answer would have come, whichever of
// its devices it is about, so that it finds nobody waiting.
void ModbusLink::quiet(std::uint8_t unit, SteadyTime until) {
  const SteadyTime now = parts_.clock.now();
  std::erase_if(quiet_, [&](const auto& each) { return each.first == unit || each.second <= now; });
  quiet_.emplace_back(unit, until);
}

SteadyTime ModbusLink::quiet_until(std::uint8_t unit) const {
  for (const auto& [each, until] : quiet_) {
    if (each == unit) return until;
  }
  return SteadyTime::min();
}

// Within its cycle, until its unit may be asked again.
void ModbusLink::postpone(Device& device) {
  due_.push_back(Due{quiet_until(device.unit), &device});
  std::push_heap(due_.begin(), due_.end());
}

// Noise may have looked like an answer: the right one gets the time it takes on the line, but no time-out.
void ModbusLink::settle_damaged(Transaction& asked, SteadyTime now) {
  const Request request = asked.device->asking();
  asked.damaged = true;
  asked.deadline = std::min(asked.deadline, now + settings_.line.time_of(rtu_answer_bytes(request)));
}

// In words, with what may help.
std::string ModbusLink::silence_of(const Transaction& asked) const {
  const Device& device = *asked.device;
  const Request request = device.asking();
  if (asked.damaged) {
    return damaged_answer_text(request);
  }
  std::string why = no_answer_text(request, device.timeout);
  if (asked.impostor) {
    why += "; " + wrong_unit_text(*asked.impostor);
  } else if (asked.misfit) {
    why += "; " + unfitting_text(asked.misfit);
  } else if (settings_.is_rtu() && framing_->leftover() > 0) {
    why += "; " + noise_text(framing_->leftover(), "stop_bits");
  }
  if (device.counters.late > 0) {
    why += "; " + std::to_string(device.counters.late) + " answers came late: a longer `timeout` may help";
  }
  return why;
}

}  // namespace gatewarden::modbus

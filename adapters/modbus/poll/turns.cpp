#include "adapters/modbus/poll/turns.hpp"

#include <algorithm>

namespace gatewarden::modbus {

void Turns::push(Device& device, SteadyTime at) {
  due_.push_back(Due{at, &device});
  std::push_heap(due_.begin(), due_.end());
}

void Turns::wait(Device& device, SteadyTime at) {
  device.due = at;
  push(device, at);
}

void Turns::hold_off(Device& device, SteadyTime until) { push(device, until); }

Device* Turns::take_due(SteadyTime now) {
  if (due_.empty() || due_.front().at > now) return nullptr;
  Device* device = due_.front().device;
  std::pop_heap(due_.begin(), due_.end());
  due_.pop_back();
  return device;
}

// A probe goes first if the budget allows: the budget, not the order, protects the living. Not so over a new
// connection: the probed device may have ended the last one. Devices never seen take turns like others; but
// when one has cost a time-out, known devices go first for twice as long, and the last of several places is
// kept for them. So a site with half of its units dead reads the others from the first second.
Device* Turns::next(const Requests& requests, bool proven, SteadyTime now) {
  const auto is_free = [&](const Device& device) { return !requests.has(device.unit); };
  const auto is_known = [&](const Device& device) { return is_free(device) && device.health().seen(); };
  const bool known_first = now < known_first_until_;
  const bool last_place = requests.last_place();
  if (budget_.allows(now) && (proven || ready_.empty()) && !(known_first && last_place)) {
    if (Device* device = probes_.take(is_free)) return device;
  }
  if (known_first) {
    Device* device = ready_.take(is_known);
    if (device || last_place) return device;
  }
  return ready_.take(is_free);
}

void Turns::asked(const PendingRequest& request) {
  if (request.probe) budget_.sent();
}

void Turns::ended(const PendingRequest& request, bool unanswered, SteadyTime now) {
  if (unanswered && !request.device->health().seen()) known_first_until_ = now + 2 * (now - request.sent);
  if (request.probe && unanswered) {
    budget_.unanswered(request.sent, now);
  } else if (request.probe) {
    budget_.answered();
  }
}

SteadyTime Turns::next_probe(SteadyTime now) const {
  return !probes_.empty() && budget_.next() > now ? budget_.next() : SteadyTime::max();
}

void Turns::remove(const Device& device) {
  std::erase_if(due_, [&](const Due& entry) { return entry.device == &device; });
  reorder();
  withdraw(device);
}

bool Turns::withdraw(const Device& device) {
  const auto is_it = [&](const Device& other) { return &other == &device; };
  return ready_.take(is_it) || probes_.take(is_it);
}

void Turns::reorder() { std::make_heap(due_.begin(), due_.end()); }

void Turns::retry_suspects(SteadyTime now) {
  for (Due& entry : due_) {
    if (!entry.device->suspect()) continue;
    entry.at = std::min(entry.at, entry.device->grid.after(now));
    entry.device->due = entry.at;
  }
  reorder();
}

}  // namespace gatewarden::modbus

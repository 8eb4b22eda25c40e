#include "adapters/modbus/poll/requests.hpp"

#include <algorithm>

#include "adapters/modbus/wire/request_text.hpp"

namespace gatewarden::modbus {
namespace {

// Transaction ids so far back count as late rather than unsolicited.
constexpr std::uint16_t kLateIds = 256;

}  // namespace

SteadyTime Requests::next_deadline() const {
  SteadyTime next = SteadyTime::max();
  for (const PendingRequest& each : pending_) next = std::min(next, each.deadline);
  return next;
}

std::uint16_t Requests::next_id() {
  do ++last_id_;
  while (with_id(last_id_));
  return last_id_;
}

void Requests::add(const PendingRequest& request) {
  pending_.push_back(request);
  units_.set(request.device->unit);
}

PendingRequest Requests::end(const PendingRequest& request) {
  const PendingRequest ended = request;
  pending_.erase(pending_.begin() + (&request - pending_.data()));
  units_.reset(ended.device->unit);
  return ended;
}

PendingRequest* Requests::with_id(std::uint16_t id) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const PendingRequest& each) { return each.id == id; });
  return found == pending_.end() ? nullptr : &*found;
}

const PendingRequest* Requests::of(const Device& device) const {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const PendingRequest& each) { return each.device == &device; });
  return found == pending_.end() ? nullptr : &*found;
}

const PendingRequest* Requests::expired(SteadyTime now) const {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const PendingRequest& each) { return each.deadline <= now; });
  return found == pending_.end() ? nullptr : &*found;
}

bool Requests::was_used(std::uint16_t id) const {
  return static_cast<std::uint16_t>(last_id_ - id) <= kLateIds;
}

std::string why_unanswered(const PendingRequest& request, std::size_t noise) {
  const Device& device = *request.device;
  const Request asked = device.asking();
  if (request.damaged) return damaged_answer_text(asked);
  std::string why = no_answer_text(asked, device.timeout);
  if (request.wrong_unit) {
    why += "; " + wrong_unit_text(*request.wrong_unit);
  } else if (request.malformed) {
    why += "; " + unfitting_text(request.malformed);
  } else if (noise > 0) {
    why += "; " + noise_text(noise, "stop_bits");
  }
  if (device.counters.late > 0) {
    why += "; " + std::to_string(device.counters.late) + " answers came late: a longer `timeout` may help";
  }
  return why;
}

}  // namespace gatewarden::modbus

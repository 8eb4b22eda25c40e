#include "adapters/modbus/poll/requests.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/modbus/wire/framing.hpp"
#include "adapters/modbus/wire/request_text.hpp"

namespace gatewarden::modbus {
namespace {

// Transaction ids so far back count as late rather than unsolicited.
constexpr std::uint16_t kLateIds = 256;

// Of the requests given up: as many as some time-outs of all places, and as long as an answer says something of now.
constexpr std::size_t kMaxGivenUp = 64;
constexpr Duration kLatest = std::chrono::minutes(1);

}  // namespace

SteadyTime Requests::next_deadline() const {
  SteadyTime next = SteadyTime::max();
  for (const PendingRequest& each : pending_) next = std::min(next, each.deadline);
  return next;
}

void Requests::reset() {
  last_id_ = 0;
  used_ids_ = 0;
  given_up_on_.reset();
  given_up_.clear();
}

std::uint16_t Requests::next_id() {
  do last_id_ = id_after(last_id_);
  while (with_id(last_id_));
  ++used_ids_;
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

PendingRequest* Requests::of_unit(std::uint8_t unit) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const PendingRequest& each) { return each.device->unit == unit; });
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
  const std::uint32_t ago = static_cast<std::uint16_t>(last_id_ - id);
  return id != 0 && ago <= kLateIds && ago < used_ids_;
}

void Requests::gave_up_on(const PendingRequest& request, SteadyTime now) {
  const Device& device = *request.device;
  given_up_on_ = device.unit;
  std::erase_if(given_up_,
                [&](const GivenUpRequest& each) { return each.until <= now || each.id == request.id; });
  if (given_up_.size() == kMaxGivenUp) given_up_.erase(given_up_.begin());
  given_up_.push_back(
      {request.id, device.assignment.device, device.unit, device.asking(), request.sent, now + kLatest});
}

const GivenUpRequest* Requests::given_up(std::uint16_t id, SteadyTime now) const {
  const auto found = std::find_if(given_up_.begin(), given_up_.end(), [&](const GivenUpRequest& each) {
    return each.id == id && each.until > now;
  });
  return found == given_up_.end() ? nullptr : &*found;
}

GivenUpRequest Requests::take_late(const GivenUpRequest& request) {
  const GivenUpRequest taken = request;
  given_up_.erase(given_up_.begin() + (&request - given_up_.data()));
  return taken;
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
  } else if (request.other_id) {
    why += "; " + other_id_text(request.other_id->id, request.id);
    if (!request.other_id->late) why += kAnyIdRemedy;
  } else if (noise > 0) {
    why += "; " + noise_text(noise, "stop_bits");
  }
  if (const auto late = device.counters.late - device.counters.twice; late > 0) {
    why += "; " + late_text(late, device.counters.last_late);
  }
  return why;
}

}  // namespace gatewarden::modbus

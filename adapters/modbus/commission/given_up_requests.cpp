#include "adapters/modbus/commission/given_up_requests.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::modbus {

void GivenUpRequests::add(const SentRequest& request, SteadyTime now) {
  last_[next_++ % last_.size()] = request;
  if (!lacks_ids_) return;
  unit_ = request.unit;
  request_ = request.request;
  until_ = now + timeout_;
}

// Without ids, of the unit's requests that which the answer fits, if it fits one.
std::optional<GivenUpRequests::Late> GivenUpRequests::take(const Frame& frame) {
  const auto is_sound = [&](const SentRequest& earlier) {
    return parse_response(earlier.request, frame.pdu).kind != Response::Kind::malformed;
  };
  const auto is_it = [&](const SentRequest& earlier) {
    if (earlier.id == 0 || earlier.unit != frame.unit) return false;
    return lacks_ids_ ? is_sound(earlier) : earlier.id == frame.transaction;
  };
  const auto found = std::find_if(last_.begin(), last_.end(), is_it);
  if (found == last_.end() || frame.damaged) return std::nullopt;
  if (frame.unit == unit_) until_ = SteadyTime::min();
  const bool of_unit = is_sound(*found) && !is_gateways_own(parse_response(found->request, frame.pdu));
  return Late{std::exchange(*found, SentRequest{}), of_unit};
}

void GivenUpRequests::answered(const SentRequest& request) {
  const bool asked_before = unit_ == request.unit && request_ == request.request && until_ > request.sent;
  until_ = asked_before ? request.sent + 2 * timeout_ : SteadyTime::min();
}

SteadyTime GivenUpRequests::free_for(std::uint8_t unit, const Request& request) const {
  return unit == unit_ && request != request_ ? until_ : SteadyTime::min();
}

}  // namespace gatewarden::modbus

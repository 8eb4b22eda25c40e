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

std::optional<SentRequest> GivenUpRequests::take(const Frame& frame) {
  const auto found = std::find_if(last_.begin(), last_.end(), [&](const SentRequest& earlier) {
    return earlier.id != 0 && earlier.unit == frame.unit && (lacks_ids_ || earlier.id == frame.transaction);
  });
  if (found == last_.end() || frame.damaged) return std::nullopt;
  if (frame.unit == unit_) until_ = SteadyTime::min();
  return std::exchange(*found, SentRequest{});
}

void GivenUpRequests::answered(const SentRequest& request) {
  const bool asked_before = unit_ == request.unit && request_ == request.request && until_ > request.sent;
  until_ = asked_before ? request.sent + 2 * timeout_ : SteadyTime::min();
}

SteadyTime GivenUpRequests::free_for(std::uint8_t unit, const Request& request) const {
  return unit == unit_ && request != request_ ? until_ : SteadyTime::min();
}

}  // namespace gatewarden::modbus

#include "adapters/local_mqtt/connection_state.hpp"

#include <utility>

namespace gatewarden::local_mqtt {

void ConnectionState::connected(SteadyTime now) {
  state_ = LinkState::connected;
  connected_at_ = now;
  ++connects_;
  why_.clear();
  loss_told_ = false;
}

SteadyTime ConnectionState::lost(const std::string& why, SteadyTime now) {
  if (state_ == LinkState::connected) {
    ++losses_;
    if (now - connected_at_ >= kHeld) backoff_.reset();
  }
  why_ = why;
  state_ = LinkState::waiting;
  retry_at_ = now + backoff_.next();
  return retry_at_;
}

bool ConnectionState::loss_is_news() { return !std::exchange(loss_told_, true); }

void ConnectionState::show(LinkSnapshot& shown, SteadyTime now) const {
  shown.state = state_;
  if (state_ == LinkState::waiting) shown.retry_in = retry_at_ - now;
  shown.why = why_;
  shown.counters["connects"] = connects_;
  shown.counters["losses"] = losses_;
}

}  // namespace gatewarden::local_mqtt

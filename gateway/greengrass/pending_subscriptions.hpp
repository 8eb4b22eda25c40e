// Subscriptions with unanswered filters, and granted ones not yet in force. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

class PendingSubscriptions {
 public:
  struct Answered {
    SteadyTime in_force;
    mqtt::Ticket ticket;
    std::vector<std::uint8_t> codes;  // one per filter
  };
  // `gap`: from the last answer until the filters are in force.
  explicit PendingSubscriptions(Duration gap) : gap_(gap) {}

  void ask(mqtt::Ticket ticket, std::size_t filters) {
    asked_[ticket] = {std::vector<std::uint8_t>(filters, mqtt::kUnspecifiedError), filters};
  }
  void answered(mqtt::Ticket ticket, std::size_t filter, std::uint8_t code, SteadyTime now) {
    const auto asked = asked_.find(ticket);
    asked->second.codes[filter] = code;
    if (--asked->second.left > 0) return;
    Answered told{now + gap_, ticket, std::move(asked->second.codes)};
    asked_.erase(asked);
    const bool refused = std::all_of(told.codes.begin(), told.codes.end(), mqtt::is_failure);
    if (!refused) return answered_.push_back(std::move(told));
    told.in_force = now;  // there is nothing to wait for
    answered_.push_front(std::move(told));
  }
  std::optional<Answered> take(SteadyTime now) {
    if (answered_.empty() || answered_.front().in_force > now) return std::nullopt;
    Answered next = std::move(answered_.front());
    answered_.pop_front();
    return next;
  }
  std::optional<SteadyTime> next() const {
    return answered_.empty() ? std::nullopt : std::optional(answered_.front().in_force);
  }

 private:
  struct Asked {
    std::vector<std::uint8_t> codes;
    std::size_t left;
  };
  const Duration gap_;
  std::map<mqtt::Ticket, Asked> asked_;
  std::deque<Answered> answered_;  // in order
};

}  // namespace gatewarden::greengrass

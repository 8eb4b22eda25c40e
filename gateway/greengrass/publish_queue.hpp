// A session's publishes: those waiting for room in the nucleus' window, in order,
// and all not completed. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/greengrass/send_window.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

class PublishQueue {
 public:
  struct Request {
    mqtt::Ticket ticket;
    std::string text;
    std::size_t weight;  // its bytes in the nucleus' window
  };
  explicit PublishQueue(const Rules& rules) : rules_(rules), window_(rules) {}

  bool full() const { return open_.size() >= rules_.publishes_in_flight; }
  // Completes without being sent.
  void refuse(mqtt::Ticket ticket) { open_.insert(ticket); }
  void add(Request request) {
    open_.insert(request.ticket);
    waiting_.push_back(std::move(request));
  }
  std::optional<Request> take(SteadyTime now) {
    if (waiting_.empty() || !window_.has_room(waiting_.front().weight, now)) return std::nullopt;
    Request next = std::move(waiting_.front());
    waiting_.pop_front();
    window_.enter(next.weight);
    return next;
  }
  // When time alone makes room for the first one.
  std::optional<SteadyTime> next_room() const {
    return waiting_.empty() ? std::nullopt : window_.next_room();
  }

  // The nucleus' answer to one of these.
  void taken(std::size_t weight, SteadyTime now) { window_.taken(weight, now); }
  void refused(std::size_t weight) { window_.refused(weight); }
  // False: completed before.
  bool complete(mqtt::Ticket ticket) { return open_.erase(ticket) > 0; }
  // Returns and forgets all not completed.
  std::set<mqtt::Ticket> give_up() { return std::exchange(open_, {}); }

 private:
  const Rules& rules_;
  SendWindow window_;
  std::deque<Request> waiting_;
  std::set<mqtt::Ticket> open_;
};

}  // namespace gatewarden::greengrass

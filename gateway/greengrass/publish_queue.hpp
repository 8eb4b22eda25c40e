// A session's publishes: those waiting for room in the nucleus' window, in order; those asked of it;
// and all not completed. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
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
    std::size_t weight;       // its bytes in the nucleus' window
    std::uint64_t topic = 0;  // a hash
  };
  explicit PublishQueue(const Rules& rules) : rules_(rules), window_(rules) {}

  bool full() const { return open_.size() >= rules_.publishes_in_flight; }
  // Completes without being sent.
  void refuse(mqtt::Ticket ticket) { open_.insert(ticket); }
  void add(Request request) {
    open_.insert(request.ticket);
    waiting_.push_back(std::move(request));
  }
  // The next to ask, valid until the nucleus' answer to it is told here; null: none has room.
  const Request* take(SteadyTime now) {
    if (waiting_.empty() || !window_.has_room(waiting_.front().weight, now)) return nullptr;
    Request& next = asked_[waiting_.front().ticket] = std::move(waiting_.front());
    waiting_.pop_front();
    window_.enter(next.weight);
    return &next;
  }
  // When time alone makes room for the first one.
  std::optional<SteadyTime> next_room() const {
    return waiting_.empty() ? std::nullopt : window_.next_room();
  }

  // The nucleus' answer to one of these.
  void taken(mqtt::Ticket ticket, SteadyTime now) {
    const auto asked = asked_.extract(ticket);
    window_.taken(asked.mapped().weight, asked.mapped().topic, now);
  }
  // `passes`: it may be taken later. True: it waits again, for one before it to leave the nucleus' window.
  bool refused(mqtt::Ticket ticket, bool passes, SteadyTime now) {
    auto asked = asked_.extract(ticket);
    if (!passes) {
      window_.left(asked.mapped().weight);
      return false;
    }
    if (!window_.refused(asked.mapped().weight, now)) return false;
    waiting_.push_front(std::move(asked.mapped()));
    return true;
  }
  // The service answered a publish to this topic.
  void answered(std::uint64_t topic) { window_.answered(topic); }
  // False: completed before.
  bool complete(mqtt::Ticket ticket) { return open_.erase(ticket) > 0; }
  // Returns and forgets all not completed.
  std::set<mqtt::Ticket> give_up() { return std::exchange(open_, {}); }

 private:
  const Rules& rules_;
  SendWindow window_;
  std::deque<Request> waiting_;
  std::map<mqtt::Ticket, Request> asked_;
  std::set<mqtt::Ticket> open_;
};

}  // namespace gatewarden::greengrass

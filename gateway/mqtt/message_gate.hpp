// Messages on their way to a user that may pause: then none passes, and those that come wait here in their order. They are
// few if nothing more is read: of QoS 2, one read of a library may bring a message of each open exchange.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

class MessageGate {
 public:
  explicit MessageGate(std::function<void(const Message&)> tell) : tell_(std::move(tell)) {}

  void shut() { shut_ = true; }
  void open() { shut_ = false; }
  // Open, and nothing waits.
  bool passes() const { return !shut_ && waiting_.empty(); }
  void take(const Message& message) {
    if (passes()) return tell_(message);
    waiting_.push_back({std::string(message.topic), std::string(message.payload), message.retained});
  }
  // Tells what waits, until it is shut again.
  void let_out() {
    while (!shut_ && !waiting_.empty()) {
      const Waiting first = std::move(waiting_.front());
      waiting_.pop_front();
      tell_({first.topic, first.payload, first.retained});
    }
  }

 private:
  struct Waiting {
    std::string topic, payload;
    bool retained;
  };
  const std::function<void(const Message&)> tell_;
  bool shut_ = false;
  std::deque<Waiting> waiting_;
};

}  // namespace gatewarden::mqtt

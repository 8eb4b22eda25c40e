// Copies of reports that wait for the connection. Bounded in bytes: an outage drops the oldest, so that later
// copies are current and nothing else waits behind them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication.hpp"

namespace gatewarden {

class WaitingCopies {
 public:
  struct Copy {
    std::string topic;
    Publication publication;
    SteadyTime made{};
    std::size_t cost() const { return topic.size() + publication.bytes.size() + sizeof(Copy); }
  };
  explicit WaitingCopies(std::size_t most_bytes) : most_(most_bytes) {}

  void add(Copy copy) {
    bytes_ += copy.cost();
    copies_.push_back(std::move(copy));
    for (; bytes_ > most_ && !copies_.empty(); ++dropped_) pop();
  }
  void drop_before(SteadyTime time) {
    for (; !copies_.empty() && copies_.front().made < time; ++dropped_) pop();
  }
  bool empty() const { return copies_.empty(); }
  std::size_t size() const { return copies_.size(); }
  std::uint64_t dropped() const { return dropped_; }
  // Payload bytes; only while there is a copy.
  std::size_t next_bytes() const { return copies_.front().publication.bytes.size(); }
  Copy take() {
    bytes_ -= copies_.front().cost();
    Copy copy = std::move(copies_.front());
    copies_.pop_front();
    return copy;
  }

 private:
  void pop() {
    bytes_ -= copies_.front().cost();
    copies_.pop_front();
  }
  std::size_t most_;
  std::deque<Copy> copies_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace gatewarden

// Publishes asked of a nucleus, and those it took and may still hold. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"

namespace gatewarden::greengrass {

class SendWindow {
 public:
  explicit SendWindow(const Rules& rules) : rules_(rules) {}

  // A publish larger than the window goes alone.
  bool has_room(std::size_t bytes, SteadyTime now) {
    for (; !held_.empty() && held_.front().until <= now; held_.pop_front()) leave(held_.front().bytes);
    if (publishes_ == 0) return true;
    return publishes_ < rules_.publishes_in_flight && bytes <= rules_.bytes_in_flight &&
           bytes_ <= rules_.bytes_in_flight - bytes;
  }
  void enter(std::size_t bytes) {
    ++publishes_;
    bytes_ += bytes;
  }
  void taken(std::size_t bytes, SteadyTime now) { held_.push_back({now + rules_.lingering, bytes}); }
  void refused(std::size_t bytes) { leave(bytes); }
  // When time alone makes room.
  std::optional<SteadyTime> next_room() const {
    return held_.empty() ? std::nullopt : std::optional(held_.front().until);
  }

 private:
  struct Held {
    SteadyTime until;
    std::size_t bytes;
  };
  void leave(std::size_t bytes) {
    --publishes_;
    bytes_ -= bytes;
  }

  const Rules& rules_;
  std::size_t publishes_ = 0, bytes_ = 0;
  std::deque<Held> held_;  // taken by the nucleus, oldest first
};

}  // namespace gatewarden::greengrass

// Publishes asked of a nucleus, and those it took and may still hold. Pure.
//
// Lite holds a publish until the service acknowledged it, which IPC does not show. An answer to it proves that its
// place is free again. Otherwise it is only believed free after a while: then publishes go one by one, and a
// refusal shows that the belief was wrong and doubles the while (slow links); each publish taken shortens it a little.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"

namespace gatewarden::greengrass {

class SendWindow {
 public:
  static constexpr Duration kMaxLingering = std::chrono::seconds(10);

  explicit SendWindow(const Rules& rules) : rules_(rules), lingering_(rules.lingering) {}

  // A publish larger than the window goes alone.
  bool has_room(std::size_t bytes, SteadyTime now) {
    believe_free(now);
    if (closed_until_ && now < *closed_until_) return false;
    closed_until_.reset();
    if (publishes_ == 0) return true;
    if (!doubtful_.empty() && publishes_ > held_.size()) return false;  // one is asked
    return publishes_ < rules_.publishes_in_flight && bytes <= rules_.bytes_in_flight &&
           bytes_ <= rules_.bytes_in_flight - bytes;
  }
  void enter(std::size_t bytes) {
    ++publishes_;
    bytes_ += bytes;
  }
  // `topic`: a hash.
  void taken(std::size_t bytes, std::uint64_t topic, SteadyTime now) {
    held_.push_back(
        {std::max(now + lingering_, held_.empty() ? now : held_.back().until), now, bytes, topic});
    lingering_ = std::max(rules_.lingering, lingering_ - lingering_ / 256);
  }
  // True: the nucleus probably still holds what it took lately, and has room when some of it has left.
  bool refused(std::size_t bytes, SteadyTime now) {
    leave(bytes);
    believe_free(now);
    if (!doubtful_.empty()) lingering_ = std::min(2 * lingering_, kMaxLingering);
    for (Held& held : std::exchange(doubtful_, {})) {
      enter(held.bytes);
      held.until = now + lingering_;
      held_.push_back(held);
    }
    if (held_.empty()) return false;
    closed_until_ = held_.front().until;
    return true;
  }
  // It was refused for good.
  void left(std::size_t bytes) { leave(bytes); }
  // The service answered a publish to this topic.
  void answered(std::uint64_t topic) {
    closed_until_.reset();
    const auto same = [&](const Held& held) { return held.topic == topic; };
    if (const auto held = std::find_if(held_.begin(), held_.end(), same); held != held_.end()) {
      leave(held->bytes);
      held_.erase(held);
    } else if (const auto gone = std::find_if(doubtful_.begin(), doubtful_.end(), same);
               gone != doubtful_.end()) {
      doubtful_.erase(gone);
    }
  }
  // When time alone makes room.
  std::optional<SteadyTime> next_room() const {
    if (closed_until_) return closed_until_;
    return held_.empty() ? std::nullopt : std::optional(held_.front().until);
  }

 private:
  struct Held {
    SteadyTime until, since;
    std::size_t bytes;
    std::uint64_t topic;
  };
  void believe_free(SteadyTime now) {
    for (; !held_.empty() && held_.front().until <= now; held_.pop_front()) {
      leave(held_.front().bytes);
      doubtful_.push_back(held_.front());
    }
    const bool certain = rules_.lingering == Duration::zero();
    while (!doubtful_.empty() && (certain || doubtful_.front().since + kMaxLingering <= now ||
                                  doubtful_.size() > rules_.publishes_in_flight))
      doubtful_.pop_front();
  }
  void leave(std::size_t bytes) {
    --publishes_;
    bytes_ -= bytes;
  }

  const Rules& rules_;
  Duration lingering_;
  std::size_t publishes_ = 0, bytes_ = 0;
  std::deque<Held> held_;                   // taken by the nucleus, oldest first
  std::deque<Held> doubtful_;               // of these, those believed to have left
  std::optional<SteadyTime> closed_until_;  // it refused one while it held others
};

}  // namespace gatewarden::greengrass

// A time in which the peer stands but takes nothing: a nucleus whose core is offline, a broker that says "quota
// exceeded" again and again. One refusal alone is none: the pause after it ends most. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Outage {
 public:
  static constexpr Duration kPassing = std::chrono::seconds(4);  // shorter than the pause after a refusal

  // Refused for now. True: from here on it is an outage.
  bool refused(std::string why, SteadyTime now) {
    why_ = std::move(why);
    if (!since_) since_ = now;
    return now - *since_ >= kPassing && !std::exchange(lasts_, true);
  }
  // Something was taken, or the session ended. How long the outage was, if there was one.
  std::optional<Duration> over(SteadyTime now) {
    const auto since = std::exchange(since_, std::nullopt);
    return std::exchange(lasts_, false) ? std::optional<Duration>(now - *since) : std::nullopt;
  }
  bool lasts() const { return lasts_; }
  const std::string& why() const { return why_; }

 private:
  std::optional<SteadyTime> since_;  // the first refusal in a row
  bool lasts_ = false;
  std::string why_;
};

}  // namespace gatewarden

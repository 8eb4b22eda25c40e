// Whether answers of one kind that are not ours ask for more than strangers' share of the connection (pacer.hpp): then own
// reports are slowed down and the service drops some of either. A burst is no crowding. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Crowding {
 public:
  static constexpr Duration kPassing = std::chrono::seconds(10);  // shorter: a burst
  static constexpr Duration kOver = std::chrono::minutes(1);      // so long without: over

  // `what` they are, in the plural, and what ends them.
  Crowding(std::string what, std::string remedy) : what_(std::move(what)), remedy_(std::move(remedy)) {}

  // An answer was beyond strangers' share. True: from here on it is crowding.
  bool beyond_share(SteadyTime now) {
    if (!last_ || now - *last_ > kOver) begin(now);
    last_ = now;
    ++beyond_;
    if (told_ || now - first_ < kPassing) return false;
    return told_ = true;
  }
  bool lasts(SteadyTime now) const { return told_ && now - *last_ <= kOver; }
  // For the status; empty: all is well.
  std::string text(SteadyTime now) const {
    if (!lasts(now)) return {};
    return what_ + " take half of the rate, " + std::to_string(beyond_) + " beyond it: " + remedy_;
  }
  const std::string& what() const { return what_; }
  const std::string& remedy() const { return remedy_; }

 private:
  void begin(SteadyTime now) {
    first_ = now;
    beyond_ = 0;
    told_ = false;
  }

  std::string what_, remedy_;
  SteadyTime first_{};
  std::optional<SteadyTime> last_;
  std::uint64_t beyond_ = 0;
  bool told_ = false;
};

}  // namespace gatewarden

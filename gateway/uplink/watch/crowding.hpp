// Whether answers to others, which the wildcard of our subscription matches too, ask for more than strangers' share
// of the connection (pacer.hpp): then own reports are slowed down and the service drops some
// of either. A burst is no crowding. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Crowding {
 public:
  static constexpr Duration kPassing = std::chrono::seconds(10);  // shorter: a burst
  static constexpr Duration kOver = std::chrono::minutes(1);      // so long without: over

  // An answer to others was beyond their share. True: from here on it is crowding.
  bool beyond_share(SteadyTime now) {
    if (!last_ || now - *last_ > kOver) *this = begun(now);
    last_ = now;
    ++beyond_;
    if (told_ || now - first_ < kPassing) return false;
    return told_ = true;
  }
  bool lasts(SteadyTime now) const { return told_ && now - *last_ <= kOver; }
  // For the status, with `remedy`; empty: all is well.
  std::string text(const std::string& remedy, SteadyTime now) const {
    if (!lasts(now)) return {};
    return "answers to others' things take half of the rate, " + std::to_string(beyond_) +
           " beyond it: " + remedy;
  }

 private:
  static Crowding begun(SteadyTime now) {
    Crowding fresh;
    fresh.first_ = now;
    return fresh;
  }

  SteadyTime first_{};
  std::optional<SteadyTime> last_;
  std::uint64_t beyond_ = 0;
  bool told_ = false;
};

}  // namespace gatewarden

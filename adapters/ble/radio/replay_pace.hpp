// When what was recorded is due. Pure. The recording's times are a stranger's numbers: any will do.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class ReplayPace {
 public:
  // A longer silence, or a clock that was set back, is not waited for: there the recorder was off.
  static constexpr std::chrono::microseconds kLongestGap = std::chrono::minutes(10);

  // 10: ten times as fast as it was recorded; 0: as fast as it can be.
  explicit ReplayPace(double speed) : speed_(speed) {}

  // Of a record made at `time_us`, asked for in their order.
  SteadyTime due(std::int64_t time_us, SteadyTime now) {
    if (speed_ == 0) return now;
    const auto gap = static_cast<std::uint64_t>(time_us) - static_cast<std::uint64_t>(last_us_);
    last_us_ = time_us;
    if (!from_us_ || gap > static_cast<std::uint64_t>(kLongestGap.count())) {
      from_us_ = time_us;
      from_ = now;
    }
    const double recorded = (static_cast<double>(time_us) - static_cast<double>(*from_us_)) / 1e6;
    const std::chrono::duration<double> played(std::min(recorded / speed_, kMostSeconds));
    return from_ + std::chrono::duration_cast<Duration>(played);
  }

 private:
  static constexpr double kMostSeconds = 1e9;

  double speed_;
  // What was recorded at `from_us_` is played at `from_`.
  SteadyTime from_{};
  std::optional<std::int64_t> from_us_;
  std::int64_t last_us_ = 0;
};

}  // namespace gatewarden::ble

// How many advertisements of a device a minute, and how many are usual for it. A minute is one in which the radio
// listened: its own silence is not the device's. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class RateWatch {
 public:
  static constexpr std::uint8_t kUntilUsual = 12;  // windows
  static constexpr double kLeastCoverage = 0.1;    // of a window that is judged

  struct Rate {
    double a_minute = 0;
    std::optional<double> to_habit;  // percent; nothing while the habit is not known, or is silence
  };

  void heard() { ++count_; }
  // The end of a window. Nothing: the radio was deaf, and nothing is known of the device.
  std::optional<Rate> close(Duration window, double coverage) {
    const double count = count_;
    count_ = 0;
    if (coverage < kLeastCoverage) return std::nullopt;
    Rate rate;
    rate.a_minute = count / (std::chrono::duration<double, std::ratio<60>>(window).count() * coverage);
    if (windows_ >= kUntilUsual && habit_ > 0) rate.to_habit = 100 * rate.a_minute / habit_;
    // A silent device keeps its habit: that is what it will be judged by.
    if (count > 0) {
      if (windows_ < kUntilUsual) ++windows_;
      habit_ += static_cast<float>((rate.a_minute - habit_) / windows_);
    }
    return rate;
  }
  // The longest silence of a device in order; nothing: its habit is not known.
  std::optional<Duration> longest_silence(double coverage) const {
    if (windows_ == 0 || habit_ <= 0) return std::nullopt;
    const double minutes = kGaps / (habit_ * std::max(coverage, kLeastCoverage));
    return std::max(kShortest, std::chrono::duration_cast<Duration>(
                                   std::chrono::duration<double, std::ratio<60>>(minutes)));
  }

 private:
  static constexpr double kGaps = 10;  // usual ones: radio loses some
  static constexpr Duration kShortest = std::chrono::minutes(1);

  std::uint32_t count_ = 0;
  float habit_ = 0;  // a minute; over the last kUntilUsual windows
  std::uint8_t windows_ = 0;
};

}  // namespace gatewarden::ble

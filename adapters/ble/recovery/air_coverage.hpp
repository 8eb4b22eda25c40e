// How much of the time an adapter really listened: what a rate or a silence is worth is judged by it. Pure; time is an
// argument of its functions.
//
// BlueZ says that it scans, also while it pauses and while its scan is deaf. So listening is what is shown by advertisements
// with content: the time between two of them counts, unless it is a hole. A hole is a gap of more than 2 s and more than ten
// times the usual gap of this air, as between the scan windows of an unfiltered discovery (another program's discovery can
// make ours one): then only one usual gap counts. In air with fewer than about three advertisements a second such pauses
// cannot be told from silence. Where BlueZ refused the filter they are known, and their share of the time is taken off.
#pragma once

#include <array>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class AirCoverage {
 public:
  // Unfiltered: scan windows of 10.24 s, pauses of 5 s (BlueZ, src/adapter.c: IDLE_DISCOV_TIMEOUT).
  static constexpr double kUnfilteredShare = 10.24 / 15.24;

  explicit AirCoverage(SteadyTime since) : since_(since), told_(since), minute_(since) {}

  void listening(bool is, bool filtered, SteadyTime at);
  void heard(SteadyTime at);  // an advertisement with content
  // Nothing shows that it listened since the last advertisement with content.
  void deaf(SteadyTime at);
  // Of the time since the start or of the last hour, whichever is shorter; 1 before any time has passed.
  double share(SteadyTime now) const;

 private:
  static constexpr std::size_t kMinutes = 60;
  void credit(Duration listened, SteadyTime at);
  Duration worth(Duration gap) const;
  void turn(SteadyTime at);

  SteadyTime since_, told_;  // up to here it is in the minutes
  SteadyTime minute_;        // begin of the current one
  std::array<Duration, kMinutes> minutes_{};
  std::size_t current_ = 0;
  Duration usual_gap_ = std::chrono::seconds(10);
  bool listening_ = false, filtered_ = true, deaf_ = false;
};

}  // namespace gatewarden::ble

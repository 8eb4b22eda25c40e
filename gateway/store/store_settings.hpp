// The store's settings and health.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/store/ceiling_copy.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxPendingChanges = 200'000;

// The service keeps metrics for 14 days (developer guide, "Device-side
// metrics"): a thing silent for longer need not be known.
inline constexpr std::chrono::hours kThingRetention{14 * 24};

struct StoreSettings {
  // Runs a callback on the loop; called from the store's thread.
  std::function<void(std::function<void()>)> post;
  Duration commit_interval = std::chrono::seconds(1);
  Duration retry_interval = std::chrono::seconds(30);
  // Now: older things are forgotten (kThingRetention); after a loss all
  // may just have been sent. The epoch switches both off.
  WallTime opened{};
  CeilingCopy ceiling = {};
};

struct StoreHealth {
  bool failed = false;
  std::string why;          // the last attempt's error; names the file
  std::size_t pending = 0;  // changes in memory only
  std::uint64_t commits = 0;
  std::uint64_t failures = 0;
  std::uint64_t dropped = 0;  // changes refused: kMaxPendingChanges were waiting
  Duration last_commit{};
};

}  // namespace gatewarden

// How the store works, and how it is doing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxPendingChanges = 200'000;

// The service keeps metrics for 14 days (developer guide, "Device-side metrics"): after as long a silence,
// what is known of a thing is of no use.
inline constexpr std::chrono::hours kThingRetention{14 * 24};

struct StoreSettings {
  // Brings a callback to the loop; called from the store's thread.
  std::function<void(std::function<void()>)> post;
  Duration commit_interval = std::chrono::seconds(1);
  Duration retry_interval = std::chrono::seconds(30);
  // Now: older things are forgotten (kThingRetention), and after a loss everything may just have been
  // sent. The epoch switches both off.
  WallTime opened{};
};

struct StoreHealth {
  bool failed = false;
  std::string why;          // what the last attempt failed with; names the file
  std::size_t pending = 0;  // changes in memory only
  std::uint64_t commits = 0;
  std::uint64_t failures = 0;
  std::uint64_t dropped = 0;  // changes refused because kMaxPendingChanges others were waiting
  Duration last_commit{};     // how long it took
};

}  // namespace gatewarden

// What is known of children not served now: from the previous run, or from before a reload removed them. Pure.
//
// Before an unclean shutdown (power, kill -9) a run may have sent unrecorded reports. They count as sent:
// the service discards early reports, not late ones. Growth since the recorded report is doubtful if
// there was time for another.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/app/children/stored_counters.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

class RememberedChildren {
 public:
  // How often the store records that the gateway lives (StoredState::unclean_shutdown).
  static constexpr std::chrono::seconds kAliveEvery{30};

  using Records = std::vector<std::pair<std::string, ThingRecord>>;
  struct Child {
    ThingRecord record;  // last id, send time and sign of life
    StoredCounters counters;
  };
  // `began`: this run. `floor`: minimum between two reports of a thing.
  RememberedChildren(const StoredState& stored, ClockPair began, Duration floor);

  // Returns and forgets what binds a child served from now on.
  Child take(const std::string& thing);
  void put(const std::string& thing, Child child) { children_[thing] = std::move(child); }
  // The fleet's children are served: how the previous run ended no longer matters.
  void all_served() { unclean_shutdown_.reset(); }

  // Records corrected after an unclean shutdown; empty when asked again. Store them before this run can end in
  // order, or the correction is lost.
  Records take_corrected() { return std::exchange(corrected_, {}); }

 private:
  Child recall(const std::string& thing, const ThingRecord& stored);

  ClockPair began_;
  Duration floor_;
  std::optional<WallTime> unclean_shutdown_;  // the previous run may have sent unrecorded reports until then
  std::unordered_map<std::string, Child> children_;
  Records corrected_;
};

}  // namespace gatewarden::app

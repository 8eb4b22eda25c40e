// What is known of children that are not served: from the run before, until they are served again, and from
// before a reload took them away. Pure.
//
// Before an unclean shutdown (power, kill -9) a run may have sent reports that nobody recorded. They count as
// sent: the service throws away a report that comes too early, not one that comes late. And growth since the
// recorded report is doubtful where there was time for another one.
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
  // How often the store is told that the gateway lives (StoredState::unclean_shutdown).
  static constexpr std::chrono::seconds kAliveEvery{30};

  using Records = std::vector<std::pair<std::string, ThingRecord>>;
  struct Child {
    ThingRecord record;  // its last id and send time
    StoredCounters counters;
  };
  // `began`: this run. `floor`: the least time between two reports of a thing.
  RememberedChildren(const StoredState& stored, ClockPair began, Duration floor);

  // What binds a child that is served from now on; it is forgotten here.
  Child take(const std::string& thing);
  void put(const std::string& thing, Child child) { children_[thing] = std::move(child); }
  // Once the fleet's children are served: who comes later has nothing to do with how the run before ended.
  void all_served() { unclean_shutdown_.reset(); }

  // Records as an unclean shutdown leaves them. To be stored before this run can end in order,
  // because nobody will know then. Once: empty when asked again.
  Records take_corrected() { return std::exchange(corrected_, {}); }

 private:
  Child recall(const std::string& thing, const ThingRecord& stored);

  ClockPair began_;
  Duration floor_;
  std::optional<WallTime> unclean_shutdown_;  // until when the run before may have sent, unrecorded
  std::unordered_map<std::string, Child> children_;
  Records corrected_;
};

}  // namespace gatewarden::app

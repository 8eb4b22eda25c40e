// Plain values that outlive a restart.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden {

struct ThingRecord {
  std::uint64_t last_report_id = 0;
  WallTime last_sent{};  // the service's floor counts from here
  // Its counters when that report closed; opaque here. An empty text leaves the stored one.
  std::string counters = {};
  // Its device's last sign of life; without one, since when the gateway waits for it. The epoch is not
  // known, and leaves the stored one.
  WallTime seen{}, awaited{};
};

// An unlisted device and the thing it became: the same one after a restart.
struct LearnedChild {
  std::string link, identity;  // together the key
  std::string thing, profile;
};

// What is kept of a learned device that was forgotten. Should it return it is the same thing again, and its report ids are
// above all that the thing ever used.
struct ForgottenChild {
  std::string thing;  // the key
  std::string link, identity;
  std::uint64_t last_report_id = 0;  // 0: none
  WallTime last_sent{};              // as in ThingRecord
  WallTime forgotten{};              // when
};

struct StoredState {
  std::uint64_t report_id_ceiling = 0;  // no id at or above it was used; 0: nothing stored
  // When that last held, if known: a run that could store nothing (ReportIds) has used at most an id a second since.
  std::optional<WallTime> ceiling_stored;
  std::unordered_map<std::string, ThingRecord> things;
  std::vector<LearnedChild> learned;
  std::vector<ForgottenChild> forgotten;
  // By thing: its adapter's memory of its device, opaque here.
  std::unordered_map<std::string, std::string> device_memory;
  // The previous run ended uncleanly (power, kill -9), then or later; sends of its last second may be missing
  // above. Nothing after an orderly stop. If the file was lost or its disk is read-only: now.
  std::optional<WallTime> unclean_shutdown;
};

// What one commit writes: the latest of each subject.
struct StateChanges {
  std::optional<std::uint64_t> ceiling;
  std::optional<WallTime> alive;            // the epoch: an orderly stop
  std::unordered_set<std::string> dropped;  // things whose rows go, before `sent` is written
  std::unordered_map<std::string, ThingRecord> sent;
  std::map<std::pair<std::string, std::string>, std::optional<LearnedChild>> learned;  // nothing: forget it
  std::unordered_map<std::string, std::optional<ForgottenChild>> forgotten;  // by thing; nothing: drop it
  std::unordered_map<std::string, std::string> device_memory;

  bool empty() const { return size() == 0; }
  std::size_t size() const {
    return dropped.size() + sent.size() + learned.size() + forgotten.size() + device_memory.size() +
           (ceiling ? 1 : 0) + (alive ? 1 : 0);
  }
  // `newer`: than what is here of that thing.
  void put_sent(const std::string& thing, ThingRecord record, bool newer = true) {
    const auto [place, fresh] = sent.try_emplace(thing, record);
    if (fresh) return;
    ThingRecord& kept = place->second;
    if (newer) std::swap(kept, record);
    if (kept.counters.empty()) kept.counters = std::move(record.counters);
    if (kept.seen == WallTime{}) kept.seen = record.seen;
    if (kept.awaited == WallTime{}) kept.awaited = record.awaited;
  }
  void learn(const LearnedChild& child) {
    learned[{child.link, child.identity}] = child;
    forgotten[child.thing] = std::nullopt;
  }
  // All that is stored of the thing, but for `child` itself. What is recorded later is of the device that returned.
  void forget(const ForgottenChild& child) {
    learned[{child.link, child.identity}] = std::nullopt;
    sent.erase(child.thing);
    dropped.insert(child.thing);
    device_memory[child.thing].clear();
    forgotten[child.thing] = child;
  }
  // Takes over a failed commit, except where newer is known.
  void fill_in(StateChanges earlier) {
    if (earlier.ceiling && (!ceiling || *ceiling < *earlier.ceiling)) ceiling = earlier.ceiling;
    if (!alive) alive = earlier.alive;
    for (auto& [thing, record] : earlier.sent) {
      if (!dropped.contains(thing)) put_sent(thing, std::move(record), false);
    }
    dropped.merge(earlier.dropped);
    learned.merge(earlier.learned);
    forgotten.merge(earlier.forgotten);
    device_memory.merge(earlier.device_memory);
  }
};

}  // namespace gatewarden

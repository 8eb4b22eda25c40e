// Plain values that outlive a restart.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
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

struct StoredState {
  std::uint64_t report_id_ceiling = 0;  // no id at or above it was used; 0: nothing stored
  // When that last held, if known: a run that could store nothing (ReportIds) has used at most an id a second since.
  std::optional<WallTime> ceiling_stored;
  std::unordered_map<std::string, ThingRecord> things;
  std::vector<LearnedChild> learned;
  // By thing: its adapter's memory of its device, opaque here.
  std::unordered_map<std::string, std::string> device_memory;
  // The previous run ended uncleanly (power, kill -9), then or later; sends of its last second may be missing
  // above. Nothing after an orderly stop. If the file was lost or its disk is read-only: now.
  std::optional<WallTime> unclean_shutdown;
};

// What one commit writes: the latest of each subject.
struct StateChanges {
  std::optional<std::uint64_t> ceiling;
  std::optional<WallTime> alive;  // the epoch: an orderly stop
  std::unordered_map<std::string, ThingRecord> sent;
  std::map<std::pair<std::string, std::string>, std::optional<LearnedChild>> learned;  // nothing: forget it

  std::unordered_map<std::string, std::string> device_memory;

  bool empty() const { return size() == 0; }
  std::size_t size() const {
    return sent.size() + learned.size() + device_memory.size() + (ceiling ? 1 : 0) + (alive ? 1 : 0);
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
  // Takes over a failed commit, except where newer is known.
  void fill_in(StateChanges earlier) {
    if (earlier.ceiling && (!ceiling || *ceiling < *earlier.ceiling)) ceiling = earlier.ceiling;
    if (!alive) alive = earlier.alive;
    for (auto& [thing, record] : earlier.sent) put_sent(thing, std::move(record), false);
    learned.merge(earlier.learned);
    device_memory.merge(earlier.device_memory);
  }
};

}  // namespace gatewarden

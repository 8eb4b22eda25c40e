// What must outlive a restart, as plain values.
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
  WallTime last_sent{};  // the service's floor between two reports counts from here
  // What its counters read when that report was closed; opaque here. Written empty, it leaves the stored text.
  std::string counters = {};
};

// A device nobody listed, and the thing it became: it must be the same one after a restart.
struct LearnedChild {
  std::string link, identity;  // together the key
  std::string thing, profile;
};

struct StoredState {
  std::uint64_t report_id_ceiling = 0;  // no id at or above it was ever used; 0: nothing was stored
  std::unordered_map<std::string, ThingRecord> things;
  std::vector<LearnedChild> learned;
  // By thing: what its adapter remembers of its device, opaque here.
  std::unordered_map<std::string, std::string> device_memory;
  // The previous run ended in an unclean shutdown (power, kill -9): it ran at least until then, and what it sent in its last
  // second may be missing above. Nothing after a stop in order. Where the file was lost: now.
  std::optional<WallTime> unclean_shutdown;
};

// What one commit writes: of each subject the latest only.
struct StateChanges {
  std::optional<std::uint64_t> ceiling;
  std::optional<WallTime> alive;  // the epoch: stopped in order
  std::unordered_map<std::string, ThingRecord> sent;
  std::map<std::pair<std::string, std::string>, std::optional<LearnedChild>> learned;  // nothing: forget it

  std::unordered_map<std::string, std::string> device_memory;

  bool empty() const { return size() == 0; }
  std::size_t size() const {
    return sent.size() + learned.size() + device_memory.size() + (ceiling ? 1 : 0) + (alive ? 1 : 0);
  }
  // `newer`: than what is here already of that thing.
  void put_sent(const std::string& thing, ThingRecord record, bool newer = true) {
    const auto [place, fresh] = sent.try_emplace(thing, record);
    if (fresh) return;
    ThingRecord& kept = place->second;
    if (newer) std::swap(kept, record);
    if (kept.counters.empty()) kept.counters = std::move(record.counters);
  }
  // Takes over what an earlier, failed commit could not write, except where something newer is known.
  void fill_in(StateChanges earlier) {
    if (earlier.ceiling && (!ceiling || *ceiling < *earlier.ceiling)) ceiling = earlier.ceiling;
    if (!alive) alive = earlier.alive;
    for (auto& [thing, record] : earlier.sent) put_sent(thing, std::move(record), false);
    learned.merge(earlier.learned);
    device_memory.merge(earlier.device_memory);
  }
};

}  // namespace gatewarden

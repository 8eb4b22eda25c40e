// Report ids: unique and rising per thing, across restarts, kill -9 and clocks that step back.
//
// The service silently drops a report with an id the thing has used before (comment in AWS's FreeRTOS Defender
// demo) and wants rising ids (developer guide, "Device-side metrics"). An id is the wall clock in seconds, as
// is customary, raised above the thing's last id and every id that a previous run may have used. For these the
// store keeps one number, the ceiling: only ids below it are used, and a higher ceiling is committed first. Where none
// can be committed, ids go on by one a second above the last: a later run counts the time since, and so begins above
// them without having read of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/earliest_believable.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class ReportIds {
 public:
  // The ceiling's distance ahead of the clock. A crash wastes at most this many ids.
  static constexpr std::uint64_t kAhead = 120;
  // A run that lost the ceiling starts this far above the clock. Every restart leaves up to kAhead ids unused,
  // so ids can be hours ahead of the clock, and the clock may have stepped back.
  static constexpr std::uint64_t kAfterLoss = 86'400;

  // `floor`: no id below it is used again; see first_id(). 0 for a fresh start, `began` is now.
  explicit ReportIds(std::uint64_t floor, WallTime began = {})
      : floor_(floor), ceiling_(floor), ceiling_at_(began) {}

  // A later run's floor: above the ids of all runs before it. `ceiling` held at `stored`, if that is known. By a clock
  // that was not set this tells nothing of the time since, decades apart: then the lead over the clock is bounded.
  static std::uint64_t first_id(std::uint64_t ceiling, std::optional<WallTime> stored, WallTime now) {
    if (!stored) return ceiling;
    const std::uint64_t since = risen(ceiling, *stored, now);
    if (*stored >= kEarliestBelievable) return since;
    return std::max(ceiling, std::min(since, seconds(now) + 2 * kAfterLoss));
  }
  static std::uint64_t first_id_after_loss(WallTime now) { return seconds(now) + kAfterLoss; }

  // The ceiling to commit, if it must rise. Ask at each report sent, or once a second.
  std::optional<std::uint64_t> wanted_ceiling(WallTime now) const {
    const std::uint64_t next = std::max({seconds(now), floor_, highest_ + 1});
    if (next + kAhead / 2 < std::max(ceiling_, asked_)) return std::nullopt;
    return next + kAhead;
  }
  void asked(std::uint64_t ceiling) { asked_ = std::max(asked_, ceiling); }
  void confirmed(std::uint64_t ceiling, WallTime now) {
    ceiling_ = std::max(ceiling_, ceiling);
    ceiling_at_ = now;
    unsaved_ = false;
  }
  // No ceiling can be stored for now.
  void go_on_unsaved() { unsaved_ = true; }

  // Nothing while all ids below the ceiling are used and a commit is pending, or the next second is.
  std::optional<ReportId> next(DeviceId device, WallTime now) {
    const auto index = index_of(device);
    if (last_.size() <= index) last_.resize(index + 1, 0);
    const std::uint64_t id = std::max({clock(now), floor_, last_[index] + 1});
    if (id >= limit(now)) return std::nullopt;
    last_[index] = id;
    highest_ = std::max(highest_, id);
    return ReportId{id};
  }
  // `last`: from disk, or 0 for a new child in a reused place.
  void remember(DeviceId device, std::uint64_t last) {
    const auto index = index_of(device);
    if (last_.size() <= index) last_.resize(index + 1, 0);
    last_[index] = last;
  }
  // Of a thing that nothing is known of any more: no id up to its last one is used again, by whichever thing.
  void begin_above(std::uint64_t last) { floor_ = std::max(floor_, last + 1); }
  // The newest id, in any run; 0: none.
  std::uint64_t last(DeviceId device) const {
    const auto index = index_of(device);
    return index < last_.size() ? last_[index] : 0;
  }

 private:
  static std::uint64_t seconds(WallTime now) {
    const auto count = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return count > 0 ? static_cast<std::uint64_t>(count) : 0;
  }
  // By one a second since `then`.
  static std::uint64_t risen(std::uint64_t ceiling, WallTime then, WallTime now) {
    return ceiling + (now > then ? seconds(WallTime(now - then)) : 0);
  }
  // The last second that is over is the clock of a run that can store nothing: a run that begins later, be it in this
  // second, is above it. Its own first second may be one that an earlier run ended in.
  std::uint64_t clock(WallTime now) const { return seconds(now) - (unsaved_ && seconds(now) > 0 ? 1 : 0); }
  // Ids below it may be used now.
  std::uint64_t limit(WallTime now) const {
    if (!unsaved_) return ceiling_;
    const bool first_second = seconds(now) <= seconds(ceiling_at_);
    return std::max(risen(ceiling_, ceiling_at_, now), first_second ? 0 : seconds(now));
  }
  std::uint64_t floor_;
  std::uint64_t ceiling_;
  WallTime ceiling_at_;  // when it was confirmed
  bool unsaved_ = false;
  std::uint64_t asked_ = 0;
  std::uint64_t highest_ = 0;
  std::vector<std::uint64_t> last_;
};

}  // namespace gatewarden

// Report ids: unique and rising per thing, across restarts, kill -9 and clocks that step back.
//
// The service takes a report whose id was already used for the same thing for a duplicate and drops
// it without a word (comment in AWS's FreeRTOS Defender demo), and wants ids to rise (developer
// guide, "Device-side metrics"). An id is the wall clock in seconds, as is customary, pushed up where
// needed: above the thing's last id and above every id an earlier life of this gateway can have used.
// For the latter one number is kept on disk, the ceiling: ids below it may be used, and it is raised,
// and committed, before they are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class ReportIds {
 public:
  // How far the ceiling is kept ahead of the clock. A crash costs at most this much of the id space.
  static constexpr std::uint64_t kAhead = 120;
  // How far above the clock a life begins that lost the ceiling. Every restart leaves up to kAhead ids
  // unused, so ids can be hours ahead of the clock, and the clock may have stepped back.
  static constexpr std::uint64_t kAfterLoss = 86'400;

  // `floor`: the ceiling as found on disk; no id below it is used again. 0 for a fresh start.
  explicit ReportIds(std::uint64_t floor) : floor_(floor), ceiling_(floor) {}

  // The ceiling to commit now, if it is time to raise it. Ask again whenever
  // something is sent or once a second.
  std::optional<std::uint64_t> wanted_ceiling(WallTime now) const {
    const std::uint64_t next = std::max({seconds(now), floor_, highest_ + 1});
    if (next + kAhead / 2 < std::max(ceiling_, asked_)) return std::nullopt;
    return next + kAhead;
  }
  void asked(std::uint64_t ceiling) { asked_ = std::max(asked_, ceiling); }
  void confirmed(std::uint64_t ceiling) { ceiling_ = std::max(ceiling_, ceiling); }

  // Nothing while no id below the ceiling is left: a commit is under way.
  std::optional<ReportId> next(DeviceId device, WallTime now) {
    const auto index = index_of(device);
    if (last_.size() <= index) last_.resize(index + 1, 0);
    const std::uint64_t id = std::max({seconds(now), floor_, last_[index] + 1});
    if (id >= ceiling_) return std::nullopt;
    last_[index] = id;
    highest_ = std::max(highest_, id);
    return ReportId{id};
  }
  // For a child whose last id is known from disk, or (0) for a new one in a reused place.
  void remember(DeviceId device, std::uint64_t last) {
    const auto index = index_of(device);
    if (last_.size() <= index) last_.resize(index + 1, 0);
    last_[index] = last;
  }
  // The newest id of a child, of this life or an earlier one; 0: none.
  std::uint64_t last(DeviceId device) const {
    const auto index = index_of(device);
    return index < last_.size() ? last_[index] : 0;
  }

 private:
  static std::uint64_t seconds(WallTime now) {
    const auto count = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return count > 0 ? static_cast<std::uint64_t>(count) : 0;
  }
  std::uint64_t floor_;
  std::uint64_t ceiling_;
  std::uint64_t asked_ = 0;
  std::uint64_t highest_ = 0;
  std::vector<std::uint64_t> last_;
};

}  // namespace gatewarden

#include "gateway/app/children/remembered_children.hpp"

#include <algorithm>

namespace gatewarden::app {
namespace {

// The longest commit.
constexpr std::chrono::seconds kCommit{2};

}  // namespace

RememberedChildren::RememberedChildren(const StoredState& stored, ClockPair began, Duration floor)
    : began_(began), floor_(floor) {
  // That run's end is known to within kAliveEvery, or not at all if its disk failed; at the latest it is now.
  if (stored.unclean_shutdown)
    unclean_shutdown_ = std::min(began.wall, WallTime(*stored.unclean_shutdown + kAliveEvery + kCommit));
  children_.reserve(stored.things.size());
  for (const auto& [thing, record] : stored.things) children_.emplace(thing, recall(thing, record));
  // A send time in the future: the clock stepped back between runs, so no age is reliable.
  const bool stepped_back = std::any_of(children_.begin(), children_.end(), [&](const auto& child) {
    return child.second.record.last_sent > began.wall;
  });
  if (!stepped_back) return;
  for (auto& [thing, child] : children_) {
    for (CounterReading& counter : child.counters.readings) counter.forget_times();
  }
}

RememberedChildren::Child RememberedChildren::recall(const std::string& thing, const ThingRecord& stored) {
  Child child{{stored.last_report_id, stored.last_sent, {}, stored.seen, stored.awaited},
              parse_stored_counters(stored.counters, began_)};
  if (!unclean_shutdown_) return child;
  WallTime& sent = child.record.last_sent;
  if (sent <= began_.wall && began_.wall - sent < floor_) return child;
  if (sent + floor_ <= *unclean_shutdown_) sent = *unclean_shutdown_;
  for (CounterReading& counter : child.counters.readings) counter.doubtful = true;
  corrected_.emplace_back(thing, child.record);
  if (child.counters.source != 0) corrected_.back().second.counters = to_text(child.counters, began_);
  return child;
}

RememberedChildren::Child RememberedChildren::take(const std::string& thing) {
  if (auto known = children_.extract(thing)) return std::move(known.mapped());
  // Nothing is recorded, but an unclean run may have sent its first report.
  Child child;
  if (!unclean_shutdown_) return child;
  child.record.last_sent = *unclean_shutdown_;
  corrected_.emplace_back(thing, child.record);
  return child;
}

}  // namespace gatewarden::app

// The counters of open reports: growth between readings, over reports, gaps and restarts. What is not reported
// is counted with its amount. Time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>

#include "gateway/base/clock.hpp"
#include "gateway/report/after_gap.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/report/open_point.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class OpenCounters {
 public:
  // `interval` is the time between two reports of a child.
  explicit OpenCounters(Duration interval) : interval_(interval) {}
  void set_interval(Duration interval) { interval_ = interval; }
  void set_after_gap(AfterGap policy) { after_gap_ = policy; }
  Duration interval() const { return interval_; }

  // Merges the growth since the reading before, if there was one. The reason when it is dropped.
  std::optional<Drop> read(OpenPoint& point, PointId id, Number value, SteadyTime at);
  // The growth or the rate for the report; nothing, counted as Drop::gap, where reports could not leave for a
  // while: the same as a gap between two readings.
  std::optional<Number> close(const OpenPoint& point, PointId id);
  void count_unsendable(const OpenPoint& point, PointId id) {
    dropped_[id][static_cast<std::size_t>(Drop::unsendable_number)] += point.merged;
  }

  // How much growth of a counter was dropped; null while none was.
  const DroppedGrowth* dropped(PointId id) const;
  void forget(PointId id) { dropped_.erase(id); }

 private:
  Duration max_span() const { return interval_ + interval_ / 2; }
  // Allocates the first time growth of a counter is dropped; never for a reading that merges.
  Drop drop(PointId id, Drop reason, double growth);

  Duration interval_;
  AfterGap after_gap_ = AfterGap::drop;
  std::unordered_map<PointId, DroppedGrowth> dropped_;
};

// The counters among a child's points that were read: each one's last reading. With what has merged since the
// last report, for a child that is about to be removed.
CounterReadings last_readings(std::span<const OpenPoint> points);
CounterReadings readings_with_growth(std::span<const OpenPoint> points);
// Growth goes on from these readings; those of other metrics are left out.
void resume_counters(std::span<OpenPoint> points, const CounterReadings& readings);

}  // namespace gatewarden

// Counters of open reports: growth between readings, across reports, gaps and restarts. Dropped growth is
// counted by amount. Time is an argument.
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
  // `interval`: between two reports of a child.
  explicit OpenCounters(Duration interval) : interval_(interval) {}
  void set_interval(Duration interval) { interval_ = interval; }
  void set_after_gap(AfterGap policy) { after_gap_ = policy; }
  Duration interval() const { return interval_; }

  // Merges the growth since the previous reading, if any. Returns why it was dropped.
  std::optional<Drop> read(OpenPoint& point, PointId id, Number value, SteadyTime at);
  // Growth or rate for the report. Nothing, counted as Drop::gap, if no report left for longer than a gap.
  std::optional<Number> close(const OpenPoint& point, PointId id);
  void count_unsendable(const OpenPoint& point, PointId id) {
    dropped_[id][static_cast<std::size_t>(Drop::unsendable_number)] += point.merged;
  }

  // Null if none.
  const DroppedGrowth* dropped(PointId id) const;
  void forget(PointId id) { dropped_.erase(id); }

 private:
  Duration max_span() const { return interval_ + interval_ / 2; }
  // Allocates only at a counter's first drop.
  Drop drop(PointId id, Drop reason, double growth);

  Duration interval_;
  AfterGap after_gap_ = AfterGap::drop;
  std::unordered_map<PointId, DroppedGrowth> dropped_;
};

// Last readings of counters that have one; with the growth since the last report for a child about to be removed.
CounterReadings last_readings(std::span<const OpenPoint> points);
CounterReadings readings_with_growth(std::span<const OpenPoint> points);
// Growth continues from these readings; other metrics are skipped.
void resume_counters(std::span<OpenPoint> points, const CounterReadings& readings);

}  // namespace gatewarden

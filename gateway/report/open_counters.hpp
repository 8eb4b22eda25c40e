// The counters of open reports: growth between readings, across reports, gaps and restarts. Dropped growth is
// counted with its amount. Time is an argument.
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

  // Merges the growth since the previous reading, if there was one. Returns the reason when it is dropped.
  std::optional<Drop> read(OpenPoint& point, PointId id, Number value, SteadyTime at);
  // The growth or rate for the report. Nothing, counted as Drop::gap, when reports could not
  // leave for longer than a gap.
  std::optional<Number> close(const OpenPoint& point, PointId id);
  void count_unsendable(const OpenPoint& point, PointId id) {
    dropped_[id][static_cast<std::size_t>(Drop::unsendable_number)] += point.merged;
  }

  // The dropped growth of a counter; null while none was dropped.
  const DroppedGrowth* dropped(PointId id) const;
  void forget(PointId id) { dropped_.erase(id); }

 private:
  Duration max_span() const { return interval_ + interval_ / 2; }
  // Allocates only when growth of a counter is dropped for the first time.
  Drop drop(PointId id, Drop reason, double growth);

  Duration interval_;
  AfterGap after_gap_ = AfterGap::drop;
  std::unordered_map<PointId, DroppedGrowth> dropped_;
};

// The last reading of each counter among a child's points that was read; with its growth since the last
// report for a child that is about to be removed.
CounterReadings last_readings(std::span<const OpenPoint> points);
CounterReadings readings_with_growth(std::span<const OpenPoint> points);
// Growth goes on from these readings; those of other metrics are left out.
void resume_counters(std::span<OpenPoint> points, const CounterReadings& readings);

}  // namespace gatewarden

// Counters of open reports: growth between readings, across reports, falls, gaps and restarts. Each rise of a
// counter is reported once, waits, or is dropped and counted by amount: the way back after a fall as
// Drop::counter_reset. The fall itself has no amount, because nobody knows it. A jump up is growth: nothing tells
// another device with a higher reading from a busy one. Time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/report/after_gap.hpp"
#include "gateway/report/closed_readings.hpp"
#include "gateway/report/counter.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/report/open_point.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/falls.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class OpenCounters {
 public:
  // `interval`: between two reports of a child.
  explicit OpenCounters(Duration interval) : interval_(interval) {}
  void set_interval(Duration interval) { interval_ = interval; }
  void set_after_gap(AfterGap policy) { after_gap_ = policy; }
  Duration interval() const { return interval_; }

  // Merges the growth since the previous reading, if any. Returns why it was dropped. `every`: expected time between
  // two readings; 0: unknown. Allocates only at a fall, at a gap and at a counter's first drop.
  std::optional<Drop> read(OpenPoint& point, PointId id, Number value, SteadyTime at, Duration every = {});
  // Growth or rate for the report. Nothing, counted as Drop::gap, if no report left for longer than a gap.
  std::optional<Number> close(const OpenPoint& point, PointId id, Duration every = {});
  void count_unsendable(const OpenPoint& point, PointId id) {
    dropped_[id][static_cast<std::size_t>(Drop::unsendable_number)] += point.merged;
  }
  void count_lost(const CounterGrowth& growth) { drop(growth.point, Drop::report_lost, growth.amount); }

  // Of a child's counters that were read; `first` is the id of its first point. `out` keeps its buffer.
  void close_readings(std::span<const OpenPoint> points, PointId first, ClosedReadings& out) const;
  // The same, with the growth since the last report for a child about to be removed.
  CounterReadings readings(std::span<const OpenPoint> points, PointId first, bool with_growth = false) const;
  // Growth continues from these readings; other metrics are skipped.
  void resume(std::span<OpenPoint> points, PointId first, const CounterReadings& readings);

  // Null if none.
  const DroppedGrowth* dropped(PointId id) const;
  void forget(PointId id);

 private:
  // From which growth counts, as in an OpenPoint.
  struct Baseline {
    Number value;
    SteadyTime at{};
    bool doubtful = false, ageless = false;
    bool wrapped = false;  // no fall, most likely
    double counted = 0;    // since the fall
  };
  static Baseline baseline(const OpenPoint& point);
  static void count_from(OpenPoint& point, const Baseline& from);

  struct Reading {
    Number value;
    SteadyTime at{};
    Duration every{};
  };
  std::optional<Drop> take(OpenPoint& point, PointId id, const Reading& now);
  std::optional<Drop> fall(OpenPoint& point, PointId id, const Reading& now);
  std::optional<Drop> take_after_fall(OpenPoint& point, PointId id, const Reading& now);
  // A rise of a counter that is still below its former reading.
  std::optional<Drop> rise_below(OpenPoint& point, PointId id, const Reading& now, bool was_in_doubt);
  std::optional<Drop> grow(OpenPoint& point, PointId id, double grown, const Reading& now);
  // Growth per nanosecond so far: in this report or in the last one.
  double pace(const OpenPoint& point, PointId id) const;
  static bool likely(double growth, double pace, Duration since);
  static std::optional<double> likely_wrap(const Baseline& former, const Reading& now, unsigned counter_bits,
                                           double pace);
  // No gap yet: one and a half of the time between two reports, or between two readings where that is longer.
  Duration longest(const OpenPoint& point, PointId id, Duration every) const;
  // Of the last reading and those before its falls.
  double highest(const OpenPoint& point, PointId id) const;
  // Whether readings are so far apart that growth between them spikes.
  bool is_gap(OpenPoint& point, PointId id, Duration since, Duration every);
  Drop drop(PointId id, Drop reason, double growth);

  Duration interval_;
  AfterGap after_gap_ = AfterGap::drop;
  std::unordered_map<PointId, DroppedGrowth> dropped_;
  std::unordered_map<PointId, Falls<Baseline>> falls_;  // of points that are `fallen`
  std::unordered_map<PointId, Duration> gaps_;          // the latest, of points that are `seldom`
  std::vector<float> paces_;  // by PointId: growth per nanosecond in the last report, of counters that wrap
};

inline std::optional<Drop> OpenCounters::read(OpenPoint& point, PointId id, Number value, SteadyTime at,
                                              Duration every) {
  const Duration since = at - point.at;
  const bool plain = point.is_plain() && since > Duration::zero() && since <= interval_;
  const auto risen = plain ? rise(point.last, value) : std::nullopt;
  if (!risen) return take(point, id, {value, at, every});
  point.merged += *risen;
  point.span_ns += since.count();
  ++point.count;
  point.last = value;
  point.at = at;
  return std::nullopt;
}

}  // namespace gatewarden

#include "gateway/report/open_counters.hpp"

#include "gateway/report/counter.hpp"
#include "gateway/report/whole_number.hpp"

namespace gatewarden {
namespace {

template <class Visitor>
void for_each_reading(std::span<const OpenPoint> points, Visitor visit) {
  for (const OpenPoint& point : points) {
    if (!is_counter(*point.spec) || !point.has_reading) continue;
    CounterReading reading;
    reading.metric = point.spec->name;
    reading.aggregate = point.spec->aggregate;
    reading.counter_bits = point.spec->counter_bits;
    reading.value = point.last;
    if (!point.ageless) reading.at = point.at;
    reading.doubtful = point.doubtful;
    visit(point, std::move(reading));
  }
}

}  // namespace

// Growth lies between two readings, so the first reading is no sample.
std::optional<Drop> OpenCounters::read(OpenPoint& point, PointId id, Number value, SteadyTime at) {
  std::optional<Drop> dropped;
  if (point.has_reading) {
    const Duration since = point.ageless ? Duration::zero() : Duration(at - point.at);
    const bool rate = point.spec->aggregate == Aggregate::rate;
    // Two readings at one moment have no rate: the next one counts from the first.
    if (rate && !point.ageless && since <= Duration::zero()) return std::nullopt;
    const bool gap = point.ageless || since > max_span();
    // Over an unknown time there is no rate.
    const bool carried = after_gap_ == AfterGap::carry && !(point.ageless && rate);
    const auto grown = growth(point.last, value, point.spec->counter_bits);
    if (!grown) {
      dropped = Drop::counter_reset;
    } else if (point.doubtful) {
      dropped = drop(id, Drop::restart_unsure, *grown);
    } else if (gap && !carried) {
      dropped = drop(id, Drop::gap, *grown);
    } else {
      point.merged += *grown;
      point.span_ns += since.count();
      ++point.count;
    }
  }
  point.last = value;
  point.at = at;
  point.has_reading = 1;
  point.doubtful = 0;
  point.ageless = 0;
  return dropped;
}

std::optional<Number> OpenCounters::close(const OpenPoint& point, PointId id) {
  if (point.span_ns > max_span().count() && after_gap_ == AfterGap::drop) {
    drop(id, Drop::gap, point.merged);
    return std::nullopt;
  }
  const bool rate = point.spec->aggregate == Aggregate::rate;
  return compact(rate ? point.merged / (static_cast<double>(point.span_ns) * 1e-9) : point.merged);
}

Drop OpenCounters::drop(PointId id, Drop reason, double growth) {
  if (growth > 0) dropped_[id][static_cast<std::size_t>(reason)] += growth;
  return reason;
}

const DroppedGrowth* OpenCounters::dropped(PointId id) const {
  const auto found = dropped_.find(id);
  return found == dropped_.end() ? nullptr : &found->second;
}

CounterReadings last_readings(std::span<const OpenPoint> points) {
  CounterReadings readings;
  for_each_reading(points,
                   [&](const OpenPoint&, CounterReading reading) { readings.push_back(std::move(reading)); });
  return readings;
}

CounterReadings readings_with_growth(std::span<const OpenPoint> points) {
  CounterReadings readings;
  for_each_reading(points, [&](const OpenPoint& point, CounterReading reading) {
    reading.merged = point.merged;
    reading.span_ns = point.span_ns;
    reading.count = point.count;
    readings.push_back(std::move(reading));
  });
  return readings;
}

void resume_counters(std::span<OpenPoint> points, const CounterReadings& readings) {
  for (OpenPoint& point : points) {
    for (const CounterReading& reading : readings) {
      if (!is_counter(*point.spec) || !reading.fits(*point.spec)) continue;
      point.last = reading.value;
      point.at = reading.at.value_or(SteadyTime{});
      point.merged = reading.merged;
      point.span_ns = reading.span_ns;
      point.count = reading.count;
      point.has_reading = 1;
      point.ageless = reading.at ? 0 : 1;
      point.doubtful = reading.doubtful ? 1 : 0;
    }
  }
}

}  // namespace gatewarden

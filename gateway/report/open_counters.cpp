#include "gateway/report/open_counters.hpp"

#include <algorithm>

#include "gateway/report/whole_number.hpp"

namespace gatewarden {

OpenCounters::Baseline OpenCounters::baseline(const OpenPoint& point) {
  return {point.last, point.at, point.doubtful != 0, point.ageless != 0};
}

void OpenCounters::count_from(OpenPoint& point, const Baseline& from) {
  point.last = from.value;
  point.at = from.at;
  point.has_reading = 1;
  point.doubtful = from.doubtful ? 1 : 0;
  point.ageless = from.ageless ? 1 : 0;
}

// Growth lies between two readings, so the first reading is no sample.
std::optional<Drop> OpenCounters::take(OpenPoint& point, PointId id, const Reading& now) {
  std::optional<Drop> dropped;
  if (point.has_reading) {
    // Two readings at one moment have no rate: the next one counts from the first.
    const bool rate = point.spec->aggregate == Aggregate::rate;
    if (rate && !point.ageless && now.at <= point.at) return std::nullopt;
    if (point.fallen) return take_after_fall(point, id, now);
    const auto risen = rise(point.last, now.value);
    dropped = risen ? grow(point, id, *risen, now) : fall(point, id, now);
  }
  count_from(point, {now.value, now.at});
  return dropped;
}

std::optional<Drop> OpenCounters::fall(OpenPoint& point, PointId id, const Reading& now) {
  Falls<Baseline>& falls = falls_[id];
  point.fallen = 1;
  if (!falls.empty() && falls.newest().wrapped) falls.returned();
  Baseline former = baseline(point);
  const auto wrapped =
      falls.in_doubt() ? std::nullopt : likely_wrap(former, now, point.spec->counter_bits, pace(point, id));
  former.wrapped = wrapped.has_value();
  falls.fell(former);
  return wrapped ? grow(point, id, *wrapped, now) : Drop::counter_reset;
}

std::optional<Drop> OpenCounters::take_after_fall(OpenPoint& point, PointId id, const Reading& now) {
  Falls<Baseline>& falls = falls_.find(id)->second;
  double counted = 0;
  while (!falls.empty() && rise(falls.newest().value, now.value)) {
    const Baseline former = falls.returned();
    if (former.wrapped && likely(*rise(point.last, now.value), pace(point, id), now.at - point.at)) continue;
    drop(id, Drop::counter_reset, rise(point.last, former.value).value_or(0));
    count_from(point, former);
    counted = former.counted;
  }
  std::optional<Drop> dropped;
  const auto risen = rise(point.last, now.value);
  if (!risen) {
    dropped = fall(point, id, now);
  } else if (falls.empty()) {
    // A part of a dipping total may have grown meanwhile: nothing counts twice.
    drop(id, Drop::counter_reset, std::min(*risen, counted));
    dropped = grow(point, id, std::max(0.0, *risen - counted), now);
  } else {
    const bool was_in_doubt = falls.in_doubt();
    falls.confirm();
    if (falls.in_doubt() && !falls.newest().wrapped) return std::nullopt;
    dropped = rise_below(point, id, now, was_in_doubt);
  }
  count_from(point, {now.value, now.at});
  if (falls.empty()) {
    falls_.erase(id);
    point.fallen = 0;
  }
  return dropped;
}

std::optional<Drop> OpenCounters::rise_below(OpenPoint& point, PointId id, const Reading& now,
                                             bool was_in_doubt) {
  Falls<Baseline>& falls = falls_.find(id)->second;
  Baseline& former = falls.newest();
  const double risen = rise(point.last, now.value).value_or(0);
  if (former.wrapped) {
    if (!falls.in_doubt()) falls.returned();  // it did not come back: a wrap indeed
    return grow(point, id, risen, now);
  }
  const double fastest = std::max(per_nanosecond(risen, now.at - point.at), pace(point, id));
  if (const auto wrapped =
          was_in_doubt ? likely_wrap(former, now, point.spec->counter_bits, fastest) : std::nullopt) {
    count_from(point, falls.returned());
    return grow(point, id, *wrapped, now);
  }
  if (falls.leads_back(risen, rise(point.last, former.value).value_or(0))) {
    falls.doubt();
    return drop(id, Drop::counter_reset, risen);
  }
  if (risen > 0) {
    // What climbs by itself was not away: what it will grow beyond the former reading has no long time to span.
    former.at = now.at;
    former.ageless = former.doubtful = false;
    for (Baseline& each : falls.former()) each.counted += risen;
    falls.rose();
  }
  return grow(point, id, risen, now);
}

std::optional<Drop> OpenCounters::grow(OpenPoint& point, PointId id, double grown, const Reading& now) {
  const Duration since = point.ageless ? Duration::zero() : Duration(now.at - point.at);
  if (point.doubtful) return drop(id, Drop::restart_unsure, grown);
  // Over an unknown time there is no rate.
  const bool carried =
      after_gap_ == AfterGap::carry && !(point.ageless && point.spec->aggregate == Aggregate::rate);
  if ((point.ageless || is_gap(point, id, since, now.every)) && !carried) return drop(id, Drop::gap, grown);
  point.merged += grown;
  point.span_ns += since.count();
  ++point.count;
  return std::nullopt;
}

Duration OpenCounters::longest(const OpenPoint& point, PointId id, Duration every) const {
  Duration usual = std::max(interval_, every);
  if (point.seldom) usual = std::max(usual, gaps_.at(id));
  return usual + usual / 2;
}

// A second gap of that length shows that it is none: so seldom the device sends, or the value is read.
bool OpenCounters::is_gap(OpenPoint& point, PointId id, Duration since, Duration every) {
  const bool gap = since > longest(point, id, every);
  if (gap) {
    gaps_[id] = since;
    point.seldom = 1;
  } else if (point.seldom && since <= interval_) {
    gaps_.erase(id);
    point.seldom = 0;
  }
  return gap;
}

double OpenCounters::pace(const OpenPoint& point, PointId id) const {
  const double now = per_nanosecond(point.merged, Duration(point.span_ns));
  return index_of(id) < paces_.size() ? std::max(now, static_cast<double>(paces_[index_of(id)])) : now;
}

bool OpenCounters::likely(double growth, double pace, Duration since) {
  return growth <= kBurst * pace * static_cast<double>(since.count());
}

std::optional<double> OpenCounters::likely_wrap(const Baseline& former, const Reading& now,
                                                unsigned counter_bits, double pace) {
  const auto wrapped = wrap(former.value, now.value, counter_bits);
  return wrapped && !former.ageless && likely(*wrapped, pace, now.at - former.at) ? wrapped : std::nullopt;
}

std::optional<Number> OpenCounters::close(const OpenPoint& point, PointId id, Duration every) {
  if (point.spec->counter_bits < 64 && point.span_ns > 0) {
    if (paces_.size() <= index_of(id)) paces_.resize(index_of(id) + 1);
    paces_[index_of(id)] = static_cast<float>(per_nanosecond(point.merged, Duration(point.span_ns)));
  }
  if (point.span_ns > longest(point, id, every).count() && after_gap_ == AfterGap::drop) {
    drop(id, Drop::gap, point.merged);
    return std::nullopt;
  }
  const double grown = as_fine_as(highest(point, id), point.merged);
  const bool rate = point.spec->aggregate == Aggregate::rate;
  return compact(rate ? grown / (static_cast<double>(point.span_ns) * 1e-9) : grown);
}

double OpenCounters::highest(const OpenPoint& point, PointId id) const {
  double most = std::abs(point.last.as_double());
  if (!point.fallen) return most;
  for (const Baseline& each : falls_.at(id).former()) most = std::max(most, std::abs(each.value.as_double()));
  return most;
}

Drop OpenCounters::drop(PointId id, Drop reason, double growth) {
  if (growth > 0) dropped_[id][static_cast<std::size_t>(reason)] += growth;
  return reason;
}

const DroppedGrowth* OpenCounters::dropped(PointId id) const {
  const auto found = dropped_.find(id);
  return found == dropped_.end() ? nullptr : &found->second;
}

void OpenCounters::forget(PointId id) {
  dropped_.erase(id);
  falls_.erase(id);
  gaps_.erase(id);
  if (index_of(id) < paces_.size()) paces_[index_of(id)] = 0;
}

void OpenCounters::close_readings(std::span<const OpenPoint> points, PointId first,
                                  ClosedReadings& out) const {
  out.clear();
  if (out.capacity() == 0)
    out.reserve(static_cast<std::size_t>(std::count_if(points.begin(), points.end(), is_read_counter)));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const OpenPoint& point = points[i];
    if (!is_read_counter(point)) continue;
    ClosedReading& closed = out.emplace_back();
    closed.spec = point.spec;
    closed.value = point.last;
    closed.at = point.at;
    closed.doubtful = point.doubtful;
    closed.ageless = point.ageless;
    if (!point.fallen) continue;
    for (const Baseline& each : falls_.at(first + static_cast<std::uint32_t>(i)).former()) {
      if (!each.wrapped) out.push_back({point.spec, each.value, each.at, each.doubtful, each.ageless, true});
    }
  }
}

CounterReadings OpenCounters::readings(std::span<const OpenPoint> points, PointId first,
                                       bool with_growth) const {
  ClosedReadings closed;
  close_readings(points, first, closed);
  CounterReadings readings = counter_readings(closed);
  auto reading = readings.begin();
  for (const OpenPoint& point : points) {
    if (!with_growth || !is_read_counter(point)) continue;
    reading->merged = point.merged;
    reading->span_ns = point.span_ns;
    (reading++)->count = point.count;
  }
  return readings;
}

void OpenCounters::resume(std::span<OpenPoint> points, PointId first, const CounterReadings& readings) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    OpenPoint& point = points[i];
    for (const CounterReading& reading : readings) {
      if (!is_counter(*point.spec) || !reading.fits(*point.spec)) continue;
      const auto baseline_of = [&](Number value, std::optional<SteadyTime> at) {
        return Baseline{value, at.value_or(SteadyTime{}), reading.doubtful, !at};
      };
      count_from(point, baseline_of(reading.value, reading.at));
      point.merged = reading.merged;
      point.span_ns = reading.span_ns;
      point.count = reading.count;
      std::vector<Baseline> former;
      for (const auto& each : reading.before_falls) former.push_back(baseline_of(each.value, each.at));
      point.fallen = former.empty() ? 0 : 1;
      if (point.fallen) falls_[first + static_cast<std::uint32_t>(i)] = Falls<Baseline>(std::move(former));
    }
  }
}

}  // namespace gatewarden

#include "gateway/report/open_reports.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gateway/report/clean_list.hpp"
#include "gateway/report/lists.hpp"
#include "gateway/report/report_values.hpp"

namespace gatewarden {
namespace {

// A child that may speak any moment.
constexpr Duration kAskAgain = std::chrono::seconds(1);

}  // namespace

OpenReports::OpenReports(Registry& registry, Duration interval, std::uint64_t seed)
    : registry_(registry), random_(seed), counters_(interval) {
  registry.listen(this);
}

std::span<OpenPoint> OpenReports::points_of(DeviceId device) {
  return {points_.data() + index_of(registry_.first_point(device)),
          registry_.child(device).profile->metrics.size()};
}

std::span<const OpenPoint> OpenReports::points_of(DeviceId device) const {
  return {points_.data() + index_of(registry_.first_point(device)),
          registry_.child(device).profile->metrics.size()};
}

void OpenReports::added(DeviceId device, PointId first) {
  const std::uint32_t index = index_of(device);
  if (devices_.size() <= index) devices_.resize(index + 1);
  devices_[index] = {};
  devices_[index].every = registry_.child(device).profile->every;
  const auto& metrics = registry_.child(device).profile->metrics;
  if (points_.size() < index_of(first) + metrics.size()) points_.resize(index_of(first) + metrics.size());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    OpenPoint& point = points_[index_of(first) + i];
    point = {};
    point.spec = &metrics[i];
    point.device = index;
  }
}

void OpenReports::removed(DeviceId device) {
  PointId id = registry_.first_point(device);
  for (OpenPoint& point : points_of(device)) {
    point = {};
    counters_.forget(id);
    id = id + 1;
  }
  Device& leaving = devices_[index_of(device)];
  for (std::size_t i = 0; i < kDropReasons; ++i) dropped_by_removed_[i] += leaving.dropped[i];
  leaving = {};
}

void OpenReports::accept(PointId id, Number value, SteadyTime at) {
  OpenPoint& point = points_[index_of(id)];
  const MetricSpec& spec = *point.spec;
  if (spec.type == MetricType::number_list) return accept(id, ListValue(NumberList{{value}}), at);
  Device& device = devices_[point.device];
  if (spec.type != MetricType::number) return count(device.dropped, Drop::wrong_type);
  if (value.is_real() && !std::isfinite(value.real_value()))
    return count(device.dropped, Drop::unsendable_number);
  ++device.samples;
  if (point.merge(value, at)) return;
  if (const auto reason = counters_.read(point, id, value, at, device.every)) count(device.dropped, *reason);
}

void OpenReports::accept(PointId id, const ListValue& value, SteadyTime at) {
  static constexpr MetricType kTypes[] = {MetricType::number_list, MetricType::string_list,
                                          MetricType::ip_list, MetricType::ports, MetricType::connections};
  OpenPoint& point = points_[index_of(id)];
  Device& device = devices_[point.device];
  if (point.spec->type != kTypes[value.index()]) return count(device.dropped, Drop::wrong_type);
  ++device.samples;
  count_unsendable(value, *point.spec, device.dropped);
  count(device.dropped, Drop::list_overflow, point.merge(value, at, random_));
}

// A device that is asked has its adapter's word; one that pushes has three of its intervals, or a report's.
SignsOfLife::Patience OpenReports::patience(DeviceId device) const {
  if (const Duration expected = life(device).expected(); expected > Duration::zero())
    return {expected, expected};
  const Duration every = devices_[index_of(device)].every, interval = counters_.interval();
  if (every <= Duration::zero()) return {interval, interval};
  return {std::max(3 * every, interval), 3 * every};
}

std::optional<SteadyTime> OpenReports::undecided_until(DeviceId device, SteadyTime now) const {
  const SignsOfLife& life = this->life(device);
  if (!life.awaited() || life.is_known(now, patience(device)) || !says_if_reachable(device))
    return std::nullopt;
  // Rarer the longer it lasts: a silent fleet costs little, and a device that speaks is not held up for long.
  return now + std::max<Duration>(kAskAgain, life.waited(now) / 8);
}

bool OpenReports::says_if_reachable(DeviceId device) const {
  const auto& metrics = registry_.child(device).profile->metrics;
  return std::any_of(metrics.begin(), metrics.end(),
                     [](const MetricSpec& spec) { return is_own(spec.role); });
}

bool OpenReports::close(DeviceId device, SteadyTime now, Report& out) {
  out.clear();
  Device& state = devices_[index_of(device)];
  if (!state.life.awaited()) state.life.await(now);
  const SignsOfLife::Patience patience = this->patience(device);
  const bool is_known = state.life.is_known(now, patience);
  PointId id = registry_.first_point(device);
  const std::span<OpenPoint> points = points_of(device);
  for (OpenPoint& point : points) {
    const MetricSpec& spec = *point.spec;
    if (is_own(spec.role)) {
      if (is_known) out.custom.push_back({spec.name, state.life.own_metric(spec.role, now, patience)});
    } else if (point.count != 0) {
      close_point(point, id, state, out);
    }
    id = id + 1;
  }
  if (out.empty()) return false;
  counters_.close_readings(points, registry_.first_point(device), state.closed);
  state.taken = false;
  return true;
}

void OpenReports::close_point(OpenPoint& point, PointId id, Device& device, Report& out) {
  const MetricSpec& spec = *point.spec;
  if (point.list) {
    ListValue list = *point.list;
    device.cleaned_strings += static_cast<std::uint32_t>(clean_list(list, spec));
    shorten(list, spec.max_items, random_);
    put_list(spec, std::move(list), out);
  } else if (!is_counter(spec)) {
    if (!put_number(spec, point.closed_number(), out)) count(device.dropped, Drop::unsendable_number);
  } else if (const auto value = counters_.close(point, id, device.every); !value) {
    count(device.dropped, Drop::gap);
  } else if (!put_number(spec, *value, out)) {
    count(device.dropped, Drop::unsendable_number);
    counters_.count_unsendable(point, id);
  } else if (point.merged > 0) {
    out.growth.push_back({id, point.merged});
  }
  point.begin_anew();
}

void OpenReports::lost(DeviceId device, std::span<const CounterGrowth> growth) {
  for (const CounterGrowth& each : growth) counters_.count_lost(each);
  count(devices_[index_of(device)].dropped, Drop::report_lost, growth.size());
}

CounterReadings OpenReports::take_closed(DeviceId device) {
  if (!has_closed(device)) return {};
  devices_[index_of(device)].taken = true;
  return taken(device);
}

CounterReadings OpenReports::taken(DeviceId device) const {
  const Device& state = devices_[index_of(device)];
  return state.taken ? counter_readings(state.closed) : CounterReadings();
}

// Growth that no report has told yet is in no reading of the last report.
void OpenReports::resume(DeviceId device, const CounterReadings& readings) {
  const PointId first = registry_.first_point(device);
  counters_.resume(points_of(device), first, readings);
  Device& state = devices_[index_of(device)];
  state.taken =
      std::none_of(readings.begin(), readings.end(), [](const auto& each) { return each.count > 0; });
  if (state.taken) counters_.close_readings(points_of(device), first, state.closed);
}

OpenReports::WaitingGrowth OpenReports::give_up(DeviceId device) {
  WaitingGrowth waiting;
  for (const OpenPoint& point : points_of(device)) {
    if (!is_read_counter(point) || point.merged <= 0) continue;
    waiting.emplace_back(point.spec->name, point.merged);
    count(devices_[index_of(device)].dropped, Drop::forgotten);
  }
  return waiting;
}

DeviceActivity OpenReports::activity(DeviceId device) const {
  const Device& state = devices_[index_of(device)];
  DeviceActivity activity;
  const auto silence = state.life.silence();
  if (silence && silence->ever_seen) activity.seen = silence->since;
  activity.heard = state.life.was_heard();
  const bool has_word =
      state.life.expected() > Duration::zero() || state.every > Duration::zero() || says_if_reachable(device);
  if (silence && has_word) activity.overdue = state.life.overdue(patience(device));
  activity.samples = state.samples;
  activity.dropped = state.dropped;
  activity.cleaned_strings = state.cleaned_strings;
  return activity;
}

std::vector<PointView> OpenReports::points(DeviceId device) const {
  std::vector<PointView> views;
  PointId id = registry_.first_point(device);
  for (const OpenPoint& point : points_of(device)) {
    PointView view;
    view.spec = point.spec;
    view.samples = point.count;
    view.list = point.list.get();
    if (point.has_reading) {
      if (!point.ageless) view.at = point.at;
      if (!point.list) view.last = point.last;
    }
    if (const DroppedGrowth* dropped = counters_.dropped(id)) view.dropped = *dropped;
    views.push_back(view);
    id = id + 1;
  }
  return views;
}

}  // namespace gatewarden

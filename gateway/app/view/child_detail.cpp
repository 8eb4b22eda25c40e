#include "gateway/app/view/child_detail.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/app/view/value_text.hpp"
#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"
#include "gateway/status/hex.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kValuesWidth = 200;  // bytes of a row's values
constexpr double kMaxGrowthShown = 1e18;   // below what 64 bits hold

std::string report_text(const Publication& report) {
  const auto decoded = decode_report(report.bytes, report.format);
  return decoded.document ? document_text(*decoded.document) : std::string("(unreadable)");
}

status::PointRow point_row(const PointView& point, SteadyTime now) {
  status::PointRow made;
  made.metric = point.spec->name;
  made.type = std::string(to_string(point.spec->type));
  made.aggregate = std::string(to_string(point.spec->aggregate));
  made.value = value_text(point);
  made.age = ago(now, point.at);
  made.samples = point.samples;
  for (std::size_t i = 0; i < kDropReasons; ++i) {
    if (point.dropped[i] > 0)
      made.dropped["growth_" + std::string(to_string(static_cast<Drop>(i)))] =
          static_cast<std::uint64_t>(std::llround(std::min(point.dropped[i], kMaxGrowthShown)));
  }
  return made;
}

}  // namespace

std::optional<Duration> ago(SteadyTime now, std::optional<SteadyTime> then) {
  if (!then) return std::nullopt;
  return std::max(Duration::zero(), Duration(now - *then));
}

std::vector<status::PointRow> point_rows(const std::vector<PointView>& points, SteadyTime now) {
  std::vector<status::PointRow> rows;
  for (const PointView& point : points) rows.push_back(point_row(point, now));
  return rows;
}

std::string values_text(const std::vector<PointView>& points) {
  std::string text;
  for (const PointView& point : points) {
    const std::string value = value_text(point);
    if (value.empty()) continue;
    if (text.size() + point.spec->name.size() + value.size() > kValuesWidth) break;
    if (!text.empty()) text += ' ';
    text += point.spec->name + "=" + value;
  }
  return text;
}

status::Counters child_counters(const DeviceActivity& activity, const ChildRecord& record,
                                const std::optional<DeviceSnapshot>& seen) {
  using Kind = Outcome::Kind;
  status::Counters counters;
  counters["samples"] = activity.samples;
  for (std::size_t i = 0; i < kDropReasons; ++i) {
    if (activity.dropped[i])
      counters["dropped_" + std::string(to_string(static_cast<Drop>(i)))] = activity.dropped[i];
  }
  if (activity.cleaned_strings) counters["cleaned_strings"] = activity.cleaned_strings;
  counters["reports_sent"] = record.sent;
  for (const Kind kind : {Kind::throttled, Kind::refused, Kind::withheld, Kind::outdated})
    counters["reports_" + std::string(to_string(kind))] = record.outcomes[kind];
  counters["reports_passed"] = record.passed;
  counters["reports_shortened"] = record.shortened;
  if (!seen) return counters;
  counters["errors"] = seen->errors;
  for (const auto& [name, count] : seen->counters) counters[name] = count;
  return counters;
}

void show_report(const Publication& report, status::ChildDetail& detail) {
  detail.last_report = report_text(report);
  detail.last_report_bytes = report.bytes.size();
  detail.last_report_hex = status::to_hex(report.bytes);
}

status::RejectionView rejection_view(const Rejection& rejection, ClockPair now) {
  status::RejectionView made;
  made.code = rejection.outcome.code;
  made.detail = rejection.outcome.detail;
  made.when = now.wall_at(rejection.at);
  if (rejection.report.bytes.empty()) return made;
  made.report = report_text(rejection.report);
  made.report_hex = status::to_hex(rejection.report.bytes);
  return made;
}

}  // namespace gatewarden::app

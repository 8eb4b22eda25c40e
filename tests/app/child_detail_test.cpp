#include "gateway/app/view/child_detail.hpp"

#include <catch2/catch.hpp>

#include "gateway/status/hex.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{1000s};

MetricSpec metric(const std::string& name) {
  MetricSpec spec;
  spec.name = name;
  return spec;
}

PointView point(const MetricSpec& spec, std::optional<Number> last) {
  PointView view;
  view.spec = &spec;
  view.last = last;
  return view;
}

}  // namespace

TEST_CASE("a point's row has its value, its age and how much of its growth was dropped") {
  MetricSpec spec = metric("energy_wh");
  spec.aggregate = Aggregate::delta;
  PointView view = point(spec, Number::natural(42));
  view.samples = 3;
  view.at = kNow - 2s;
  view.dropped[static_cast<std::size_t>(Drop::gap)] = 17.4;
  view.dropped[static_cast<std::size_t>(Drop::counter_reset)] = 1e30;
  const auto rows = point_rows({view}, kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].metric == "energy_wh");
  CHECK(rows[0].aggregate == "delta");
  CHECK(rows[0].value == "42");
  CHECK(rows[0].age == Duration(2s));
  CHECK(rows[0].samples == 3);
  CHECK(rows[0].dropped.at("growth_gap") == 17);
  CHECK(rows[0].dropped.at("growth_" + std::string(to_string(Drop::counter_reset))) ==
        1'000'000'000'000'000'000u);
}

TEST_CASE("a time ahead of now is no negative age") {
  CHECK(ago(kNow, std::nullopt) == std::nullopt);
  CHECK(ago(kNow, kNow + 1s) == Duration::zero());
}

TEST_CASE("a row's values leave out what was never read, and end before they grow too long") {
  const MetricSpec power = metric("power_w"), never = metric("never"), named = metric(std::string(150, 'n'));
  const std::vector<PointView> points{point(power, Number::natural(5)), point(never, std::nullopt),
                                      point(named, Number::natural(1)), point(named, Number::natural(2)),
                                      point(power, Number::natural(6))};
  CHECK(values_text(points) == "power_w=5 " + std::string(150, 'n') + "=1");
}

TEST_CASE("a child's counters are the reports', the dropped samples' and its link's") {
  DeviceActivity activity;
  activity.samples = 9;
  activity.dropped[static_cast<std::size_t>(Drop::gap)] = 2;
  activity.cleaned_strings = 3;
  ChildRecord record;
  record.sent = 4;
  record.outcomes[Outcome::Kind::throttled] = 1;
  DeviceSnapshot seen;
  seen.errors = 5;
  seen.counters = {{"timeouts", 5}};
  const auto counters = child_counters(activity, record, seen);
  CHECK(counters.at("samples") == 9);
  CHECK(counters.at("dropped_gap") == 2);
  CHECK(counters.at("cleaned_strings") == 3);
  CHECK(counters.at("reports_sent") == 4);
  CHECK(counters.at("reports_throttled") == 1);
  CHECK(counters.at("reports_refused") == 0);
  CHECK(counters.at("errors") == 5);
  CHECK(counters.at("timeouts") == 5);
  CHECK_FALSE(child_counters(activity, record, std::nullopt).contains("errors"));
}

TEST_CASE("a report is shown decoded and as it went over the wire; one that cannot be read says so") {
  status::ChildDetail detail;
  show_report({DeviceId{1}, "meter-1", ReportId{7}, Format::json, "{]"}, detail);
  CHECK(detail.last_report == "(unreadable)");
  CHECK(detail.last_report_bytes == 2);
  CHECK(detail.last_report_hex == status::to_hex("{]"));
}

TEST_CASE("a rejection is told with the time of the wall clock, and its report where it is still known") {
  Rejection rejection;
  rejection.outcome.code = "InvalidPayload";
  rejection.at = kNow - 5s;
  const WallTime wall(1'790'000'005s);
  auto view = rejection_view(rejection, {kNow, wall});
  CHECK(view.code == "InvalidPayload");
  CHECK(view.when == wall - 5s);
  CHECK(view.report.empty());
  rejection.report.bytes = "{]";
  view = rejection_view(rejection, {kNow, wall});
  CHECK(view.report == "(unreadable)");
  CHECK(view.report_hex == status::to_hex("{]"));
}

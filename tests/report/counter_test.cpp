// Counters over gaps, restarts and reloads: growth is reported once, or dropped with amount and reason.
#include <catch2/catch.hpp>

#include "gateway/report/open_reports.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

MetricSpec counter(std::string name, Aggregate aggregate = Aggregate::delta, std::uint8_t bits = 64) {
  MetricSpec spec;
  spec.name = std::move(name);
  spec.role = standard_role(spec.name).value_or(MetricRole::custom);
  spec.aggregate = aggregate;
  spec.counter_bits = bits;
  return spec;
}

struct Meter {
  explicit Meter(std::vector<MetricSpec> metrics, AfterGap after_gap = AfterGap::drop)
      : reports(registry, 300s, 7) {
    reports.set_after_gap(after_gap);
    auto profile = std::make_shared<Profile>();
    profile->name = "meter";
    profile->metrics = std::move(metrics);
    device = registry.add({ThingName::parse("meter-1").value(), profile, "hall-a", false}).value();
    first = registry.first_point(device);
  }
  void read(std::uint64_t value, SteadyTime at, std::uint32_t metric = 0) {
    reports.accept(first + metric, Number::natural(value), at);
  }
  std::optional<double> close(SteadyTime at, std::string_view name = "n") {
    if (!reports.close(device, at, report)) return std::nullopt;
    for (const auto& metric : report.custom) {
      if (metric.name == name) return std::get<Number>(metric.value).as_double();
    }
    return std::nullopt;
  }
  std::uint32_t drops(Drop reason) const {
    return reports.activity(device).dropped[static_cast<std::size_t>(reason)];
  }
  double dropped(Drop reason, std::size_t metric = 0) const {
    return reports.points(device)[metric].dropped[static_cast<std::size_t>(reason)];
  }
  Registry registry;
  OpenReports reports;
  DeviceId device{};
  PointId first{};
  Report report;
};

constexpr SteadyTime kStart{10h};
const WallTime kWall{std::chrono::seconds(1'790'000'000)};

CounterReadings stored(const CounterReadings& readings, ClockPair written, ClockPair read) {
  return parse_counter_readings(to_text(readings, written), read);
}

}  // namespace

TEST_CASE("growth over a gap is dropped with its amount, or carried whole, as the fleet file says") {
  for (const AfterGap policy : {AfterGap::drop, AfterGap::carry}) {
    Meter meter({counter("n")}, policy);
    meter.read(0, kStart);
    meter.read(9'000'000, kStart + 1h);  // the device was away
    meter.read(9'000'100, kStart + 1h + 30s);
    const auto reported = meter.close(kStart + 1h + 60s);
    CHECK(reported == (policy == AfterGap::drop ? 100 : 9'000'100));
    CHECK(meter.dropped(Drop::gap) == (policy == AfterGap::drop ? 9'000'000 : 0));
    CHECK(meter.drops(Drop::gap) == (policy == AfterGap::drop ? 1 : 0));
  }
}

TEST_CASE("growth that could not be reported for long is a gap, too") {
  for (const AfterGap policy : {AfterGap::drop, AfterGap::carry}) {
    Meter meter({counter("n"), counter("per_second", Aggregate::rate)}, policy);
    for (unsigned i = 0; i <= 120; ++i) {
      meter.read(i * 10, kStart + i * 30s, 0);
      meter.read(i * 30, kStart + i * 30s, 1);
    }
    const auto reported = meter.close(kStart + 1h);
    if (policy == AfterGap::drop) {
      CHECK_FALSE(reported);
      CHECK(meter.dropped(Drop::gap, 0) == 1200);
      CHECK(meter.dropped(Drop::gap, 1) == 3600);
    } else {
      CHECK(reported == 1200);
      CHECK(std::get<Number>(meter.report.custom[1].value).as_double() == 1);
      CHECK(meter.drops(Drop::gap) == 0);
    }
  }
}

TEST_CASE("growth that no JSON reader would keep is dropped with its amount") {
  Meter meter({counter("n")});
  meter.read(0, kStart);
  meter.read(2'000'000'000'000'000, kStart + 30s);
  CHECK_FALSE(meter.close(kStart + 60s));
  CHECK(meter.dropped(Drop::unsendable_number) == 2e15);
}

TEST_CASE("two readings of one moment do not lose a rate") {
  Meter meter({counter("n", Aggregate::rate)});
  meter.read(0, kStart);
  meter.read(50, kStart);
  CHECK_FALSE(meter.close(kStart + 1s));
  meter.read(100, kStart + 10s);
  CHECK(meter.close(kStart + 11s) == 10);
}

TEST_CASE("what the counters read when a report was closed is there once, and not before a report closed") {
  Meter meter({counter("n"), counter("bytes_in"), counter("never_read")});
  CHECK(meter.reports.take_closed(meter.device).empty());
  meter.read(5, kStart, 0);
  meter.read(7, kStart + 1s, 1);
  CHECK_FALSE(meter.close(kStart + 2s));
  CHECK(meter.reports.take_closed(meter.device).empty());
  meter.read(8, kStart + 3s, 1);
  meter.close(kStart + 4s);
  meter.read(800, kStart + 5s, 1);  // after the report
  const CounterReadings closed = meter.reports.take_closed(meter.device);
  REQUIRE(closed.size() == 2);
  CHECK(closed[0].metric == "n");
  CHECK(closed[0].value.natural_value() == 5);
  CHECK(closed[1].metric == "bytes_in");
  CHECK(closed[1].value.natural_value() == 8);
  CHECK(closed[1].at == kStart + 3s);
  CHECK(meter.reports.take_closed(meter.device).empty());
}

TEST_CASE("a fall at the close of a report is there as it was then, whatever is read afterwards") {
  Meter meter({counter("n"), counter("bytes_in")});
  meter.read(1000, kStart);
  meter.read(1010, kStart + 1s);
  meter.read(7, kStart + 1s, 1);
  meter.read(3, kStart + 2s);
  CHECK(meter.close(kStart + 3s) == 10);
  meter.read(1020, kStart + 4s);  // it was a dip
  const CounterReadings closed = meter.reports.take_closed(meter.device);
  REQUIRE(closed.size() == 2);
  CHECK(closed[0].metric == "n");
  CHECK(closed[0].value.natural_value() == 3);
  REQUIRE(closed[0].before_falls.size() == 1);
  CHECK(closed[0].before_falls[0].value.natural_value() == 1010);
  CHECK(closed[0].before_falls[0].at == kStart + 1s);
  CHECK(closed[1].metric == "bytes_in");
  CHECK(closed[1].value.natural_value() == 7);
  CHECK(closed[1].before_falls.empty());
}

TEST_CASE("growth across a restart is reported from the stored reading on") {
  Meter before({counter("n"), counter("r", Aggregate::rate)});
  before.read(18'000'000'000'000'000'000u, kStart, 0);
  before.read(100, kStart, 1);
  const auto kept = before.reports.counters(before.device);
  // Another run a minute later, with another steady clock.
  Meter after({counter("n"), counter("r", Aggregate::rate)});
  after.reports.resume(after.device, stored(kept, {kStart, kWall}, {SteadyTime(5s), kWall + 60s}));
  after.read(18'000'000'000'000'000'042u, SteadyTime(10s), 0);
  after.read(165, SteadyTime(10s), 1);
  CHECK(after.close(SteadyTime(20s)) == 42);
  CHECK(std::get<Number>(after.report.custom[1].value).as_double() == 1);
}

TEST_CASE("a restart that took too long is a gap") {
  Meter meter({counter("n")});
  CounterReading reading{"n", Aggregate::delta, 64, Number::natural(10), kStart};
  meter.reports.resume(meter.device, stored({reading}, {kStart, kWall}, {SteadyTime(0s), kWall + 8min}));
  meter.read(1000, SteadyTime(1s));
  CHECK_FALSE(meter.close(SteadyTime(2s)));
  CHECK(meter.dropped(Drop::gap) == 990);
}

TEST_CASE("an age that cannot be known counts as a gap; what is carried then makes no rate") {
  const auto future = [](const char* name, Aggregate aggregate) {
    CounterReading reading{name, aggregate, 64, Number::natural(10), kStart};
    return stored({reading}, {kStart, kWall}, {SteadyTime(0s), kWall - 24h});
  };
  Meter dropping({counter("n")});
  dropping.reports.resume(dropping.device, future("n", Aggregate::delta));
  dropping.read(30, SteadyTime(1s));
  CHECK_FALSE(dropping.close(SteadyTime(2s)));
  CHECK(dropping.dropped(Drop::gap) == 20);
  Meter carrying({counter("n"), counter("r", Aggregate::rate)}, AfterGap::carry);
  carrying.reports.resume(carrying.device, future("n", Aggregate::delta));
  carrying.reports.resume(carrying.device, future("r", Aggregate::rate));
  carrying.read(30, SteadyTime(1s), 0);
  carrying.read(40, SteadyTime(1s), 1);
  CHECK(carrying.close(SteadyTime(2s)) == 20);
  CHECK(carrying.report.custom.size() == 1);
  CHECK(carrying.dropped(Drop::gap, 1) == 30);
}

TEST_CASE("growth from a doubtful reading is dropped with a reason, and stays doubtful until it is read") {
  Meter meter({counter("n"), counter("other")});
  CounterReading reading{"n", Aggregate::delta, 64, Number::natural(10), kStart};
  reading.doubtful = true;
  meter.reports.resume(meter.device, stored({reading}, {kStart, kWall}, {kStart, kWall}));
  meter.read(1, kStart, 1);
  meter.read(2, kStart + 1s, 1);
  meter.close(kStart + 2s);  // without `n`, which was not read yet
  CHECK(meter.reports.take_closed(meter.device)[0].doubtful);
  meter.read(35, kStart + 3s);
  meter.read(40, kStart + 4s);
  CHECK(meter.close(kStart + 5s) == 5);
  CHECK(meter.dropped(Drop::restart_unsure) == 25);
  CHECK_FALSE(meter.reports.take_closed(meter.device)[0].doubtful);
}

TEST_CASE("a counter that is counted otherwise now begins anew") {
  CounterReading reading{"n", Aggregate::delta, 32, Number::natural(10), kStart};
  for (const MetricSpec& now : {counter("n", Aggregate::delta, 64), counter("n", Aggregate::rate, 32),
                                counter("m", Aggregate::delta, 32)}) {
    Meter meter({now});
    meter.reports.resume(meter.device, {reading});
    meter.read(50, kStart + 1s);
    CHECK_FALSE(meter.close(kStart + 2s));
  }
}

TEST_CASE("a child that was taken away and comes back goes on where it was, reported or not") {
  Meter before({counter("n")});
  before.read(10, kStart);
  before.read(25, kStart + 30s);
  const auto kept = before.reports.counters(before.device);
  before.registry.remove(before.device);
  Meter after({counter("n")});
  after.reports.resume(after.device, kept);
  after.read(26, kStart + 60s);
  CHECK(after.close(kStart + 61s) == 16);
}

TEST_CASE("counter readings survive as text; what is damaged is left out") {
  const ClockPair now{kStart, kWall};
  CounterReadings all;
  all.push_back({"bytes_in", Aggregate::delta, 32, Number::natural(~std::uint64_t{0}), kStart - 1500ms});
  all.push_back({"a:b_c-d", Aggregate::rate, 64, Number::integer(-7), std::nullopt, true});
  all.push_back({"wh", Aggregate::delta, 16, Number::real(0.1 + 0.2), kStart});
  all.back().before_falls = {{Number::natural(12345744), kStart - 1h}, {Number::real(7.5), std::nullopt}};
  const std::string text = to_text(all, now);
  const auto back = parse_counter_readings(text, now);
  REQUIRE(back.size() == 3);
  CHECK(back[0].value.natural_value() == ~std::uint64_t{0});
  CHECK(back[0].at == kStart - 1500ms);
  CHECK(back[0].counter_bits == 32);
  CHECK(back[1].value.integer_value() == -7);
  CHECK_FALSE(back[1].at);
  CHECK(back[1].doubtful);
  CHECK(back[1].aggregate == Aggregate::rate);
  CHECK(back[2].value.real_value() == 0.1 + 0.2);
  CHECK(back[1].before_falls.empty());
  REQUIRE(back[2].before_falls.size() == 2);
  CHECK(back[2].before_falls[0].value.natural_value() == 12345744);
  CHECK(back[2].before_falls[0].at == kStart - 1h);
  CHECK(back[2].before_falls[1].value.real_value() == 7.5);
  CHECK_FALSE(back[2].before_falls[1].at);
  for (const char* damaged :
       {"", ";", "n", "n delta", "n delta 64", "n delta 64 n5", "n delta 64 n5 x", "n delta 640 n5 1",
        "n often 64 n5 1", "n delta 64 q5 1", "n delta 64 n-5 1", "n delta 64 n5 99999999999999999999",
        "n delta 64 n5 1 ", "n delta 64 n5 1 n6", "n delta 64 n5 1 n6 x", "n delta 64 n5 1 n6 1 ", "?"}) {
    CAPTURE(damaged);
    CHECK(parse_counter_readings(damaged, now).empty());
  }
  CHECK(parse_counter_readings("rubbish;" + text, now).size() == 3);
  const auto fallen = parse_counter_readings("n delta 64 n1 1 n9 1 n8 1 n7 1 n6 1 n5 1 n4 1", now);
  REQUIRE(fallen.size() == 1);
  REQUIRE(fallen[0].before_falls.size() == 4);  // the newest ones
  CHECK(fallen[0].before_falls.front().value.natural_value() == 7);
}

#include "gateway/report/open_counters.hpp"

#include <catch2/catch.hpp>

#include "gateway/report/counter.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr PointId kId{3};
constexpr SteadyTime kStart{10h};

MetricSpec counter(Aggregate aggregate = Aggregate::delta, std::uint8_t bits = 32) {
  MetricSpec spec;
  spec.name = "pulses";
  spec.aggregate = aggregate;
  spec.counter_bits = bits;
  return spec;
}

OpenPoint point_of(const MetricSpec& spec) {
  OpenPoint point;
  point.spec = &spec;
  return point;
}

double amount(const OpenCounters& counters, Drop reason) {
  const DroppedGrowth* dropped = counters.dropped(kId);
  return dropped ? (*dropped)[static_cast<std::size_t>(reason)] : 0;
}

}  // namespace

TEST_CASE("the first reading is a baseline, the second brings growth") {
  const MetricSpec spec = counter();
  OpenPoint point = point_of(spec);
  OpenCounters counters(300s);
  CHECK_FALSE(counters.read(point, kId, Number::natural(1000), kStart));
  CHECK(point.count == 0);
  CHECK_FALSE(counters.read(point, kId, Number::natural(1042), kStart + 60s));
  CHECK(point.count == 1);
  CHECK(counters.close(point, kId)->as_double() == 42);
}

TEST_CASE("a gap is more than an interval and a half, and a new interval counts at once") {
  const MetricSpec spec = counter();
  OpenPoint point = point_of(spec);
  OpenCounters counters(300s);
  counters.read(point, kId, Number::natural(0), kStart);
  CHECK_FALSE(counters.read(point, kId, Number::natural(10), kStart + 450s));
  CHECK(counters.read(point, kId, Number::natural(17), kStart + 901s) == Drop::gap);
  CHECK(amount(counters, Drop::gap) == 7);
  counters.set_interval(600s);
  CHECK_FALSE(counters.read(point, kId, Number::natural(20), kStart + 1700s));
  CHECK(point.merged == 13);
}

TEST_CASE("a counter rises by what lies between two readings, exact over 64 bits, or it fell") {
  const auto n = [](std::uint64_t v) { return Number::natural(v); };
  CHECK(rise(n(18'000'000'000'000'000'000u), n(18'000'000'000'000'000'005u)) == 5.0);
  CHECK_FALSE(rise(n(18'000'000'000'000'000'005u), n(18'000'000'000'000'000'004u)));
  CHECK(rise(Number::real(1.5), Number::real(2.25)) == 0.75);
  CHECK_FALSE(rise(Number::real(2.5), Number::real(0.25)));
  CHECK(rise(Number::integer(-5), Number::integer(3)) == 8.0);
  CHECK(rise(Number::integer(7), n(7)) == 0.0);
}

TEST_CASE("only a fall from the top to the bottom quarter of a narrow range can be a wrap") {
  const auto n = [](std::uint64_t v) { return Number::natural(v); };
  CHECK(wrap(n(65'000), n(200), 16) == 736.0);
  CHECK(wrap(n(4'294'967'000), n(704), 32) == 1000.0);
  CHECK_FALSE(wrap(n(30'000), n(10), 16));
  CHECK_FALSE(wrap(n(4'294'967'000), n(2'000'000'000), 32));
  CHECK_FALSE(wrap(n(4'294'967'000), n(704), 64));
  CHECK_FALSE(wrap(n(70'000), n(3), 16));  // wider than stated
}

TEST_CASE("readings that are stated to be further apart than reports are no gap") {
  for (const Aggregate aggregate : {Aggregate::delta, Aggregate::rate}) {
    const MetricSpec spec = counter(aggregate);
    OpenPoint point = point_of(spec);
    OpenCounters counters(10s);
    counters.read(point, kId, Number::natural(0), kStart, 20s);
    CHECK_FALSE(counters.read(point, kId, Number::natural(40), kStart + 20s, 20s));
    CHECK(counters.close(point, kId, 20s)->as_double() == (aggregate == Aggregate::rate ? 2 : 40));
    point.begin_anew();
    CHECK(counters.read(point, kId, Number::natural(100), kStart + 51s, 20s) == Drop::gap);
    CHECK(amount(counters, Drop::gap) == 60);
  }
}

TEST_CASE(
    "a device that sends more seldom than reports leave, which nobody said, counts from its second gap on") {
  const MetricSpec spec = counter();
  OpenPoint point = point_of(spec);
  OpenCounters counters(300s);
  SteadyTime now = kStart;
  counters.read(point, kId, Number::natural(0), now);
  CHECK(counters.read(point, kId, Number::natural(10), now += 600s) == Drop::gap);
  for (std::uint64_t reads = 20; reads <= 50; reads += 10) {
    CHECK_FALSE(counters.read(point, kId, Number::natural(reads), now += 600s));
    CHECK(counters.close(point, kId)->as_double() == 10);
    point.begin_anew();
  }
  CHECK(counters.read(point, kId, Number::natural(99), now += 2h) == Drop::gap);
  counters.read(point, kId, Number::natural(100), now += 60s);  // it sends often again
  CHECK(counters.read(point, kId, Number::natural(200), now += 600s) == Drop::gap);
}

TEST_CASE("growth from a doubtful reading is dropped once, and the next reading is sure") {
  const MetricSpec spec = counter();
  OpenPoint point = point_of(spec);
  CounterReading before;
  before.metric = "pulses";
  before.counter_bits = 32;
  before.value = Number::natural(100);
  before.at = kStart;
  before.doubtful = true;
  OpenCounters counters(300s);
  counters.resume({&point, 1}, kId, {before});
  CHECK(counters.read(point, kId, Number::natural(130), kStart + 10s) == Drop::restart_unsure);
  CHECK(amount(counters, Drop::restart_unsure) == 30);
  CHECK_FALSE(counters.read(point, kId, Number::natural(131), kStart + 20s));
  CHECK(point.merged == 1);
}

TEST_CASE("growth over an unknown time is carried as a sum, never as a rate") {
  for (const Aggregate aggregate : {Aggregate::delta, Aggregate::rate}) {
    const MetricSpec spec = counter(aggregate);
    OpenPoint point = point_of(spec);
    CounterReading before;
    before.metric = "pulses";
    before.aggregate = aggregate;
    before.counter_bits = 32;
    before.value = Number::natural(100);
    OpenCounters counters(300s);
    counters.resume({&point, 1}, kId, {before});
    counters.set_after_gap(AfterGap::carry);
    const auto dropped = counters.read(point, kId, Number::natural(130), kStart);
    CHECK(dropped.has_value() == (aggregate == Aggregate::rate));
    CHECK(point.merged == (aggregate == Aggregate::rate ? 0 : 30));
  }
}

TEST_CASE("growth that waited too long for its report is dropped when it closes, unless it is carried") {
  for (const AfterGap policy : {AfterGap::drop, AfterGap::carry}) {
    const MetricSpec spec = counter();
    OpenPoint point = point_of(spec);
    OpenCounters counters(300s);
    counters.set_after_gap(policy);
    for (std::uint64_t minute = 0; minute <= 10; ++minute)
      counters.read(point, kId, Number::natural(minute), kStart + std::chrono::minutes(minute));
    CHECK(counters.close(point, kId).has_value() == (policy == AfterGap::carry));
    CHECK(amount(counters, Drop::gap) == (policy == AfterGap::carry ? 0 : 10));
  }
}

TEST_CASE("a rate is the growth per second of the time it spans") {
  const MetricSpec spec = counter(Aggregate::rate);
  OpenPoint point = point_of(spec);
  OpenCounters counters(300s);
  counters.read(point, kId, Number::natural(0), kStart);
  counters.read(point, kId, Number::natural(60), kStart + 10s);
  counters.read(point, kId, Number::natural(100), kStart + 10s);  // same time: no rate
  counters.read(point, kId, Number::natural(90), kStart + 20s);
  CHECK(counters.close(point, kId)->as_double() == 4.5);
}

TEST_CASE("the growth of a real total has no more digits than the total") {
  const MetricSpec spec = counter(), per_second = counter(Aggregate::rate);
  for (const MetricSpec* each : {&spec, &per_second}) {
    OpenPoint point = point_of(*each);
    OpenCounters counters(300s);
    SteadyTime now = kStart;
    for (const double total : {104.1, 104.2, 104.3, 104.3})
      counters.read(point, kId, Number::real(total), now += 10s);
    CHECK(counters.close(point, kId)->as_double() == Approx(each == &spec ? 0.2 : 0.2 / 30).epsilon(1e-15));
  }
  OpenPoint small = point_of(spec);
  OpenCounters counters(300s);
  counters.read(small, kId, Number::real(1e-7), kStart);
  counters.read(small, kId, Number::real(3e-7), kStart + 1s);
  CHECK(counters.close(small, kId)->as_double() == 2e-7);
}

TEST_CASE("only counters that were read have readings, with their growth where it is asked for") {
  const MetricSpec spec = counter();
  MetricSpec level = counter(Aggregate::last);
  level.name = "level";
  std::vector<OpenPoint> points(3);
  points[0].spec = points[1].spec = &spec;
  points[2].spec = &level;
  OpenCounters counters(300s);
  counters.read(points[0], PointId{0}, Number::natural(5), kStart);
  counters.read(points[0], PointId{0}, Number::natural(9), kStart + 1s);
  points[2].merge(Number::natural(1), kStart);
  const CounterReadings last = counters.readings(points, PointId{0});
  REQUIRE(last.size() == 1);
  CHECK(last[0].value.natural_value() == 9);
  CHECK(last[0].merged == 0);
  CHECK(counters.readings(points, PointId{0}, true).at(0).merged == 4);
}

TEST_CASE("what was dropped of a counter is forgotten with it") {
  const MetricSpec spec = counter();
  OpenPoint point = point_of(spec);
  OpenCounters counters(300s);
  counters.read(point, kId, Number::natural(0), kStart);
  counters.read(point, kId, Number::natural(8), kStart + 1h);
  REQUIRE(amount(counters, Drop::gap) == 8);
  counters.forget(kId);
  CHECK(counters.dropped(kId) == nullptr);
}

// Counters that dip, jump back, wrap and restart. A spike would be a false alarm.
#include <catch2/catch.hpp>

#include "gateway/report/open_counters.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr PointId kId{5};
constexpr SteadyTime kStart{10h};
const WallTime kWall{std::chrono::seconds(1'790'000'000)};

// One counter, read every ten seconds, with a report every five minutes.
struct Counter {
  explicit Counter(std::uint8_t bits = 64, Aggregate aggregate = Aggregate::delta) {
    spec.name = "n";
    spec.aggregate = aggregate;
    spec.counter_bits = bits;
    point.spec = &spec;
  }
  void read(Number value, Duration later = 10s) { last = counters.read(point, kId, value, now += later); }
  void read(std::initializer_list<std::uint64_t> values, Duration each = 10s) {
    for (const std::uint64_t value : values) read(Number::natural(value), each);
  }
  std::optional<double> close() {
    const auto closed = point.count ? counters.close(point, kId) : std::nullopt;
    point.begin_anew();
    return closed ? std::optional(closed->as_double()) : std::nullopt;
  }
  double dropped(Drop reason) const {
    const DroppedGrowth* growth = counters.dropped(kId);
    return growth ? (*growth)[static_cast<std::size_t>(reason)] : 0;
  }
  MetricSpec spec;
  OpenPoint point;
  OpenCounters counters{300s};
  SteadyTime now = kStart;
  std::optional<Drop> last;
};

// As the store keeps it, for a run that begins a little later.
struct Restarted : Counter {
  explicit Restarted(const Counter& before) : Counter(before.spec.counter_bits, before.spec.aggregate) {
    const std::string text = to_text(before.counters.readings({&before.point, 1}, kId), {before.now, kWall});
    counters.resume({&point, 1}, kId, parse_counter_readings(text, {now, kWall + 20s}));
  }
};

double growth_of(std::initializer_list<std::uint64_t> values, std::uint8_t bits = 64) {
  Counter counter(bits);
  counter.read(values);
  return counter.point.merged;
}

}  // namespace

TEST_CASE("a counter that dips and comes back grew by what lies beyond") {
  CHECK(growth_of({12345741, 12345744, 0, 0, 12345753}) == 12);
  CHECK(growth_of({12345744, 0, 12345753}) == 9);
  CHECK(growth_of({12345744, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12345753, 12345754}) == 10);
  CHECK(growth_of({50000, 49999, 50000, 49999, 50000, 49999, 50000}) == 0);
  CHECK(growth_of({50000, 49999, 49999, 49999, 49999, 49999, 50001}) == 1);
  CHECK(growth_of({7, 0, 9}) == 2);                                   // at the very first readings
  CHECK(growth_of({5000, 0, 4999, 5001, 0, 0, 5002, 0, 5003}) == 3);  // again and again
}

TEST_CASE("a way back in steps is no growth either") {
  CHECK(growth_of({30000, 0, 10000, 20000, 30001}) == 1);  // a sum of three parts that wake up one by one
  CHECK(growth_of({30000, 0, 0, 0, 0, 0, 29999, 29999, 30004}) == 4);
  CHECK(growth_of({30000, 0, 29000, 29500, 29600, 29700, 30004}) == 4);
  CHECK(growth_of({30000, 20000, 10000, 0, 0, 30004}) == 4);
}

TEST_CASE("a dip is dropped with a reason, and so is the way back, with its amount") {
  Counter counter;
  counter.read({12345744, 0});
  CHECK(counter.last == Drop::counter_reset);
  CHECK(counter.dropped(Drop::counter_reset) == 0);
  counter.read({12345753});
  CHECK_FALSE(counter.last);
  CHECK(counter.dropped(Drop::counter_reset) == 12345744);
}

TEST_CASE("a restarted counter counts again after a few readings, and none of its growth is lost") {
  Counter counter;
  counter.read({5000, 5010, 2, 5, 9});
  CHECK(counter.point.merged == 10);
  counter.read({12});
  CHECK(counter.point.merged == 20);
  counter.read({15, 18});
  CHECK(counter.point.merged == 26);
  CHECK(counter.dropped(Drop::counter_reset) == 0);
}

TEST_CASE("a restarted counter that stands still counts its first step") {
  CHECK(growth_of({5000, 0, 0, 0, 0, 1}) == 1);
}

TEST_CASE("a restarted counter that dips is back at what it reached since, not at what it was once") {
  CHECK(growth_of({5000, 0, 10, 20, 30, 40, 50, 0, 0, 60}) == 60);
  CHECK(growth_of({5000, 0, 10, 20, 30, 40, 50, 3, 3, 3, 3, 53, 5007}) == 50 + 3);
}

TEST_CASE("what a part of a total grew while the rest was away is counted once") {
  CHECK(growth_of({3000, 2000, 2001, 2002, 2003, 2004, 2005, 3008}) == 8);
}

TEST_CASE("a restarted counter passes what it read before without a spike or a loss without a reason") {
  Counter counter;
  counter.read({100, 0});
  for (std::uint64_t reads = 3; reads <= 300; reads += 3) counter.read({reads});
  CHECK(counter.point.merged + counter.dropped(Drop::counter_reset) == 300);
  CHECK(counter.dropped(Drop::counter_reset) <= 9);
  CHECK_FALSE(counter.point.fallen);
}

TEST_CASE("a wrap is growth where the counter's pace could have got there") {
  CHECK(growth_of({65'000, 65'300, 64, 364}, 16) == 900);
  CHECK(growth_of({4'000'000'000, 4'200'000'000, 105'032'704}, 32) == 400'000'000);  // 20 MB/s
  Counter counter(16);
  counter.read({65'000, 65'300});
  CHECK(counter.close() == 300);
  counter.read({64});  // the pace of the report before
  CHECK(counter.close() == 300);
}

TEST_CASE("a wrap that only the readings after it make likely is growth, later") {
  Counter counter(16);
  counter.read({65'300, 64, 364, 664});
  CHECK(counter.point.merged == 0);
  counter.read({964});
  CHECK(counter.point.merged == 1200);
  CHECK(counter.dropped(Drop::counter_reset) == 0);
  CHECK_FALSE(counter.point.fallen);
}

TEST_CASE("a counter that restarts near the end of its range is no wrap") {
  CHECK(growth_of({60'000, 60'000, 60'000, 0, 1, 2, 3, 4, 5}, 16) == 5);
  CHECK(growth_of({60'000, 0, 60'000, 60'003}, 16) == 3);
  CHECK(growth_of({60'000, 60'010, 0, 10, 20, 30, 40}, 16) == 50);
}

TEST_CASE("a dip that looks like a wrap is no spike") {
  CHECK(growth_of({65'531, 65'532, 65'533, 0, 65'534, 65'535}, 16) < 10);
  CHECK(growth_of({65'531, 65'532, 65'533, 0, 0, 65'534, 65'535}, 16) < 10);
}

TEST_CASE("a dip soon after a wrap is none") {
  CHECK(growth_of({4'000'000'000, 4'200'000'000, 105'032'704, 0, 305'032'704}, 32) == 600'000'000);
}

TEST_CASE("a fast counter wraps every few readings") {
  Counter counter(32);
  std::uint64_t moved = 0;
  for (; moved < 40'000'000'000; moved += 1'000'000'000) counter.read({moved % (1ull << 32)});
  CHECK(counter.point.merged == 39e9);
}

TEST_CASE("a counter that rose often since it fell has forgotten the fall") {
  Counter counter;
  counter.read({1'000'000, 0});
  for (std::uint64_t reads = 1; reads < 250; ++reads) counter.read({reads});
  CHECK_FALSE(counter.point.fallen);
  CHECK(counter.point.merged == 249);
}

TEST_CASE("a rate counts the time of a dip along, and the way back not") {
  Counter counter(64, Aggregate::rate);
  counter.read({1000, 1010, 0, 0, 1040});
  CHECK(counter.close() == 1);
}

TEST_CASE("a dip over the end of a report is no growth in the next one") {
  Counter counter;
  counter.read({1000, 1010, 0});
  CHECK(counter.close() == 10);
  counter.read({0, 1020});
  CHECK(counter.close() == 10);
}

TEST_CASE("growth of a time that was too long is a gap, also when a dip is in it") {
  Counter counter;
  counter.read({1000, 0});
  counter.read({1090}, 1h);
  CHECK_FALSE(counter.close());
  CHECK(counter.dropped(Drop::gap) == 90);
  Counter night;  // each reading in time, the way back after hours
  night.read({1000});
  for (int i = 0; i < 400; ++i) {
    night.read({0});
    if (i % 30 == 29) CHECK(night.close().value_or(0) == 0);
  }
  night.read({1090, 1091});
  CHECK(night.close() == 1);
  CHECK(night.dropped(Drop::gap) == 90);
}

TEST_CASE("what a fallen counter read before outlives a restart of the gateway") {
  for (const int zeros : {1, 2, 3, 8}) {
    CAPTURE(zeros);
    Counter before;
    before.read({12345744});
    for (int i = 0; i < zeros; ++i) before.read({0});
    Restarted after(before);
    SECTION("it comes back") {
      after.read({0, 12345753});
      CHECK(after.close() == 9);
    }
    SECTION("it restarted") {
      after.read({2, 5, 9, 12});
      CHECK(after.close() == 12);
    }
    SECTION("it restarted, dips and comes back") {
      after.read({2, 5, 9, 12, 0, 0, 12, 15, 12345765});
      CHECK(after.close() == 21);
    }
  }
}

TEST_CASE("a dip while the gateway is away is no growth") {
  Counter before;
  before.read({12345744, 12345745});
  Restarted after(before);
  after.read({0, 12345753});
  CHECK(after.close() == 8);
}

TEST_CASE("a doubtful counter that dips stays doubtful") {
  Counter counter;
  CounterReading reading{"n", Aggregate::delta, 64, Number::natural(100), kStart, true};
  counter.counters.resume({&counter.point, 1}, kId, {reading});
  counter.read({0});
  Restarted again(counter);
  again.read({0, 130, 131});
  CHECK(again.close() == 1);
  CHECK(again.dropped(Drop::restart_unsure) == 30);
}

TEST_CASE("noise in the last digit of a real total is no growth") {
  Counter counter;
  for (const double reads : {104.5, 104.4, 104.5, 104.3, 104.4, 104.5, 0.0, 105.0})
    counter.read(Number::real(reads));
  CHECK(counter.point.merged == 0.5);
}

TEST_CASE("a counter whose former readings pile up keeps the newest") {
  Counter counter;
  for (std::uint64_t from = 1000; from > 300; from -= 100)
    for (std::uint64_t reads = 0; reads < 6; ++reads) counter.read({from + reads});
  CHECK(counter.counters.readings({&counter.point, 1}, kId).at(0).before_falls.size() == 4);
  counter.counters.forget(kId);
}

TEST_CASE("the growth of a real total has no digits of its own, also while the total is whole or dips to 0") {
  const auto real = [](double value) { return Number::real(value); };
  Counter counter;
  for (const Number total : {real(104.3), real(104.9), Number::natural(105)}) counter.read(total);
  CHECK(counter.close() == 0.7);
  for (const Number total : {real(105.3), Number::natural(0)}) counter.read(total);
  CHECK(counter.close() == 0.3);
}

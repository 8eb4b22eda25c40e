#include "adapters/modbus/device/reading_cycle.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr Duration kEarly = 5s;
constexpr bool kProbe = true;

ValueSource every(ValueSource from, Duration period) {
  from.every = period;
  return from;
}

std::shared_ptr<const ReadPlan> plan_of(std::vector<ValueSource> values) {
  return std::make_shared<const ReadPlan>(make_read_plan(profile_of(std::move(values)), PlanLimits{}));
}

// Far apart, so that each is a read of its own.
std::vector<ValueSource> two_reads() { return {holding(0), holding(1000)}; }

std::string present(const ReadingCycle& cycle) { return to_string(cycle.present().range); }

// A cycle whose reads are all answered. Returns them.
std::vector<std::string> read_all(ReadingCycle& cycle, SteadyTime now) {
  std::vector<std::string> reads;
  RecordingSink sink;
  for (bool more = cycle.begin(now, kEarly, !kProbe); more; more = cycle.go_on(now)) {
    reads.push_back(present(cycle));
    cycle.read_answered(now, true, 10s);
  }
  cycle.complete(PointId{0}, sink, now);
  cycle.forget();
  return reads;
}

// One whose reads are all refused.
void refuse_all(ReadingCycle& cycle, SteadyTime now) {
  RecordingSink sink;
  for (bool more = cycle.begin(now, kEarly, !kProbe); more;) {
    cycle.read_answered(now, false, 10s);
    if (cycle.split(now)) continue;
    cycle.refused();
    more = cycle.go_on(now);
  }
  cycle.complete(PointId{0}, sink, now);
  cycle.forget();
}

using Reads = std::vector<std::string>;

}  // namespace

TEST_CASE("a cycle asks each read and is forgotten with its end") {
  ReadingCycle cycle(plan_of(two_reads()));
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  CHECK_FALSE(cycle.begun());
  CHECK(cycle.sent());
  CHECK_FALSE(cycle.sent());
  CHECK(cycle.begun());
  CHECK(present(cycle) == "holding 0");
  cycle.read_answered(kStart, true, 10s);
  CHECK(cycle.answered());
  REQUIRE(cycle.go_on(kStart));
  CHECK(present(cycle) == "holding 1000");
  cycle.refused();
  CHECK(cycle.incomplete());
  CHECK_FALSE(cycle.go_on(kStart));
  cycle.inspect(true);
  CHECK(cycle.inspecting());
  cycle.forget();
  CHECK_FALSE((cycle.begun() || cycle.answered() || cycle.incomplete() || cycle.inspecting()));
  REQUIRE(cycle.begin(kStart + 10s, kEarly, !kProbe));
  CHECK(present(cycle) == "holding 0");
}

TEST_CASE("a cycle without reads does not begin") {
  ReadingCycle cycle(plan_of({of_identity(kWholeIdentity)}));
  CHECK_FALSE(cycle.has_reads());
  CHECK_FALSE(cycle.begin(kStart, kEarly, !kProbe));
}

TEST_CASE("a request that its connection took along is sent again once a cycle") {
  ReadingCycle cycle(plan_of(two_reads()));
  CHECK(cycle.resend());
  CHECK_FALSE(cycle.resend());
  cycle.forget();
  CHECK(cycle.resend());
}

TEST_CASE("repeats are counted for each request of the cycle") {
  ReadingCycle cycle(plan_of(two_reads()));
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  CHECK(cycle.repeat(2));
  CHECK(cycle.repeat(2));
  CHECK_FALSE(cycle.repeat(2));
  cycle.leave_out();
  CHECK(cycle.repeat(1));
  cycle.heard();
  CHECK(cycle.repeat(1));
  cycle.inspect(true);
  CHECK(cycle.repeat(1));
  CHECK_FALSE(cycle.repeat(0));
}

TEST_CASE("a slower round is read when its interval has passed, or will within the jitter of the grid") {
  ReadingCycle cycle(plan_of({holding(0), every(holding(1000), 30s)}));
  CHECK(read_all(cycle, kStart) == Reads{"holding 0", "holding 1000"});
  CHECK(read_all(cycle, kStart + 10s) == Reads{"holding 0"});
  CHECK(read_all(cycle, kStart + 24s) == Reads{"holding 0"});
  CHECK(read_all(cycle, kStart + 25s) == Reads{"holding 0", "holding 1000"});
  CHECK(read_all(cycle, kStart + 49s) == Reads{"holding 0"});
}

TEST_CASE("a slower round with an unanswered read stays due") {
  ReadingCycle cycle(plan_of({holding(0), every(holding(1000), 30s)}));
  RecordingSink sink;
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  cycle.read_answered(kStart, true, 10s);
  REQUIRE(cycle.go_on(kStart));
  cycle.leave_out();
  CHECK_FALSE(cycle.go_on(kStart));
  cycle.complete(PointId{0}, sink, kStart);
  cycle.forget();
  CHECK(read_all(cycle, kStart + 10s) == Reads{"holding 0", "holding 1000"});
}

TEST_CASE("a read that is often unanswered while others are not is passed over for a while") {
  ReadingCycle cycle(plan_of(two_reads()));
  for (int i = 0; i < 2; ++i) {
    REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
    cycle.leave_out();
    REQUIRE(cycle.go_on(kStart));
    cycle.read_answered(kStart, true, 10s);
    cycle.forget();
  }
  REQUIRE(cycle.begin(kStart + 10s, kEarly, !kProbe));
  CHECK(present(cycle) == "holding 1000");
  CHECK(cycle.incomplete());
  cycle.forget();
  CHECK(read_all(cycle, kStart + 60s) == Reads{"holding 0", "holding 1000"});
}

TEST_CASE("a probe asks the read behind the one that stayed unanswered, and the first one after the last") {
  ReadingCycle cycle(plan_of(two_reads()));
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  cycle.leave_out();
  cycle.forget();
  REQUIRE(cycle.begin(kStart + 10s, kEarly, kProbe));
  CHECK(present(cycle) == "holding 1000");
  CHECK(cycle.incomplete());
  cycle.leave_out();
  cycle.forget();
  REQUIRE(cycle.begin(kStart + 20s, kEarly, kProbe));
  CHECK(present(cycle) == "holding 0");
}

TEST_CASE("a refused read is asked in parts from then on, and whole again after six hours") {
  ReadingCycle cycle(plan_of({holding(0), holding(1)}));
  CHECK(read_all(cycle, kStart) == Reads{"holding 0..1"});
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  REQUIRE(cycle.split(kStart));
  CHECK(present(cycle) == "holding 0");
  CHECK_FALSE(cycle.split(kStart));
  cycle.forget();
  CHECK(read_all(cycle, kStart + 10s) == Reads{"holding 0", "holding 1"});
  CHECK(read_all(cycle, kStart + 6h + 1s) == Reads{"holding 0", "holding 1"});
  CHECK(read_all(cycle, kStart + 6h + 11s) == Reads{"holding 0..1"});
}

TEST_CASE("where all is refused, whole reads are tried again after 1, 2, 4, 8 cycles") {
  ReadingCycle cycle(plan_of({holding(0), holding(1)}));
  std::vector<int> whole;
  for (int i = 1; i <= 9; ++i) {
    const SteadyTime now = kStart + i * 10s;
    REQUIRE(cycle.begin(now, kEarly, !kProbe));
    if (present(cycle) == "holding 0..1") whole.push_back(i);
    cycle.forget();
    refuse_all(cycle, now);
    CHECK(cycle.empty_cycles() > 0);
  }
  CHECK(whole == std::vector<int>{1, 2, 3, 5, 9});
  read_all(cycle, kStart + 100s);
  CHECK(cycle.empty_cycles() == 0);
}

TEST_CASE("a cycle in which only a control was answered brought no value") {
  ReadingCycle cycle(plan_of({holding(0), holding(1)}));
  RecordingSink sink;
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  cycle.leave_out();
  REQUIRE(cycle.ask_control(kStart));
  cycle.read_answered(kStart, true, 10s);
  cycle.go_on(kStart);
  cycle.complete(PointId{0}, sink, kStart);
  CHECK(cycle.empty_cycles() == 1);
}

TEST_CASE("what is computed needs operands of the same cycle") {
  ValueSource sum = holding(0);
  sum.holding.reset();
  sum.compute = "a + b";
  sum.of = {{"a", holding(0)}, {"b", holding(1000)}};
  ReadingCycle cycle(plan_of({sum}));
  RecordingSink sink;
  const std::vector<std::uint8_t> seven{0, 7}, two{0, 2};
  REQUIRE(cycle.begin(kStart, kEarly, !kProbe));
  cycle.take(seven, PointId{100}, sink, kStart);
  REQUIRE(cycle.go_on(kStart));
  cycle.take(two, PointId{100}, sink, kStart);
  CHECK_FALSE(cycle.go_on(kStart));
  CHECK(cycle.complete(PointId{100}, sink, kStart).values == 1);
  CHECK(sink.numbers[100] == std::vector<double>{9});
  cycle.forget();
  REQUIRE(cycle.begin(kStart + 10s, kEarly, !kProbe));
  cycle.take(seven, PointId{100}, sink, kStart + 10s);
  CHECK(cycle.complete(PointId{100}, sink, kStart + 10s).values == 0);
}

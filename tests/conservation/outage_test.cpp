// An hour without the service, 10,000 children, in simulated time; and a wall clock that steps by a day.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/base/log.hpp"
#include "tests/conservation/gateway_rig.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration kInterval = 300s;
constexpr std::uint64_t kPerSecond = 10;  // growth of every counter
// Reports are at most five quarters of an interval apart (Schedule), readings 30 s.
constexpr std::uint64_t kLeastGrowth = kPerSecond * 269, kMaxGrowth = kPerSecond * (375 + 31);

std::vector<MetricSpec> metrics() {
  std::vector<MetricSpec> made(2);
  made[0].name = "bytes_in";
  made[0].role = MetricRole::bytes_in;
  made[0].aggregate = Aggregate::delta;
  made[1].name = "reading";
  return made;
}

struct Arrival {
  SteadyTime at;
  std::size_t child;
  std::optional<std::uint64_t> growth;
  std::uint64_t reading;
};

struct Fleet final : OutcomeSink, ReportTap {
  Fleet(std::size_t count, AfterGap after_gap)
      : children(count), service(clock, kInterval, 1), last_ids(count) {
    log::set_level(log::Level::error);
    service.received = [this](const std::string& thing, ReportId, const std::string& payload) {
      const auto document = nlohmann::json::parse(payload);
      const auto growth = "/metrics/network_stats/bytes_in"_json_pointer;
      Arrival made{clock.now(), number_of(thing), std::nullopt,
                   document.at("/custom_metrics/reading/0/number"_json_pointer).get<std::uint64_t>()};
      if (document.contains(growth)) made.growth = document.at(growth).get<std::uint64_t>();
      arrivals.push_back(made);
    };
    GatewayRigSettings settings;
    settings.file = folder.path() / "state.db";
    settings.interval = settings.floor = kInterval;
    settings.after_gap = after_gap;
    rig = std::make_unique<GatewayRig>(clock, service, settings, *this);
    rig->batcher.tap(*this);
    rig->start(fleet_of(children, metrics()));
    rig->commit();
  }
  static std::size_t number_of(std::string_view thing) {
    return static_cast<std::size_t>(std::atoi(std::string(thing.substr(6)).c_str()));
  }
  std::uint64_t reading() const {
    return kPerSecond * static_cast<std::uint64_t>(clock.now().time_since_epoch() / 1s);
  }
  // Reads each child every 30 s.
  void run(Duration time) {
    for (const SteadyTime until = clock.now() + time; clock.now() < until;) {
      for (std::size_t child = second++ % 30; child < children; child += 30) {
        const PointId first = rig->registry.first_point(*rig->device(child));
        for (std::uint32_t i = 0; i < 2; ++i) {
          rig->reports.accept(first + i, Number::natural(reading()), clock.now());
        }
      }
      clock.advance(1s);
      rig->second();
      rig->commit();
    }
  }
  void closed(const ClosedReport& report) override {
    const auto id = static_cast<std::uint64_t>(report.report.id);
    std::uint64_t& last = last_ids[number_of(report.thing)];
    if (id <= last) ids_rise = false;
    last = id;
    ++closings;
  }
  void sent(DeviceId, ReportId, SteadyTime at) override { departures.push_back(at); }
  void settled(const Outcome& outcome) override { ++outcomes[outcome.kind]; }

  std::size_t children;
  ManualClock clock;
  TemporaryFolder folder{test::memory_folder()};
  SimulatedService service;
  std::vector<std::uint64_t> last_ids;
  std::vector<Arrival> arrivals;
  std::vector<SteadyTime> departures;
  std::map<Outcome::Kind, std::size_t> outcomes;
  std::size_t closings = 0, second = 0;
  bool ids_rise = true;
  std::unique_ptr<GatewayRig> rig;
};

// The maximum that left within a second.
std::size_t most_in_a_second(const std::vector<SteadyTime>& departures) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < departures.size(); ++last) {
    while (departures[last] - departures[first] >= 1s) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

}  // namespace

TEST_CASE(
    "an hour without the service costs no memory, and what follows is current, spread and never a flood") {
  const bool carry = GENERATE(false, true);
  CAPTURE(carry);
  Fleet fleet(carry ? 2'000 : 10'000, carry ? AfterGap::carry : AfterGap::drop);
  fleet.run(3 * kInterval);
  CHECK(fleet.arrivals.size() >= 2 * fleet.children);

  fleet.service.reachable = false;
  fleet.service.hang_up();
  fleet.run(10min);  // nothing is under way any more
  const std::size_t closed = fleet.closings, heap = test::bytes_in_use();
  fleet.run(50min);
  CHECK(fleet.closings == closed);
  CHECK(fleet.rig->uplink->snapshot().in_flight == 0);
  CHECK(fleet.rig->uplink->snapshot().waiting_answers == 0);
  CHECK(test::bytes_in_use() < heap + 64 * 1024);

  fleet.arrivals.clear();
  fleet.departures.clear();
  fleet.outcomes.clear();
  fleet.service.reachable = true;
  for (int i = 0; i < 120 && !fleet.service.connected(); ++i) fleet.run(1s);
  REQUIRE(fleet.service.connected());
  const SteadyTime back = fleet.clock.now();
  fleet.run(2 * kInterval + 30s);

  // Half of 95 publishes a second (the other half are answers), plus Pacer's twentieth.
  CHECK(most_in_a_second(fleet.departures) <= 50);
  std::vector<int> times(fleet.children);
  std::size_t late = 0, stale = 0, wrong = 0;
  for (const Arrival& each : fleet.arrivals) {
    const bool first = times[each.child]++ == 0;
    late += first && each.at - back > kInterval + 10s;
    stale += each.reading + kPerSecond * 32 <
             kPerSecond * static_cast<std::uint64_t>(each.at.time_since_epoch() / 1s);
    if (!first) {
      wrong += !each.growth || *each.growth < kLeastGrowth || *each.growth > kMaxGrowth;
    } else if (carry) {
      wrong += !each.growth || *each.growth < kPerSecond * 3400;  // the whole hour
    } else {
      wrong += each.growth.has_value();  // dropped, with its amount
    }
  }
  CHECK(late == 0);
  CHECK(stale == 0);
  CHECK(wrong == 0);
  CHECK(std::count(times.begin(), times.end(), 0) == 0);
  // None came too soon. What was under way when the outage began is outdated and not sent again.
  CHECK(fleet.outcomes[Outcome::Kind::accepted] >= 2 * fleet.children);
  const std::size_t lost = fleet.outcomes[Outcome::Kind::no_verdict];
  CHECK(lost <= limits::kInFlight);
  CHECK(fleet.outcomes.size() == 2);
  const auto dropped = fleet.rig->reports.points(*fleet.rig->device(7))[0].dropped;
  CHECK((dropped[static_cast<std::size_t>(Drop::gap)] > kPerSecond * 3400) == !carry);
  CHECK(fleet.ids_rise);
}

TEST_CASE("a wall clock that steps by a day, either way, moves no report and lowers no id") {
  Fleet fleet(300, AfterGap::drop);
  fleet.run(3 * kInterval);
  for (const auto step : {24h, -24h, -24h, 24h}) {
    const auto due = fleet.rig->batcher.schedule().due();
    fleet.clock.step_wall(step);
    CHECK(fleet.rig->batcher.schedule().due() == due);
    fleet.arrivals.clear();
    fleet.run(2 * kInterval);
    std::vector<int> times(fleet.children);
    for (const Arrival& each : fleet.arrivals) {
      ++times[each.child];
      CHECK(each.growth.value_or(0) >= kLeastGrowth);
      CHECK(each.growth.value_or(0) <= kMaxGrowth);
    }
    CHECK(*std::min_element(times.begin(), times.end()) >= 1);
    CHECK(*std::max_element(times.begin(), times.end()) <= 2);
  }
  CHECK(fleet.ids_rise);
  CHECK(fleet.outcomes.size() == 1);
  CHECK(fleet.outcomes.count(Outcome::Kind::accepted) == 1);
}

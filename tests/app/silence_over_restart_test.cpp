// How long a device has been silent outlives the gateway, and says nothing before the device had its chance again.
#include "gateway/app/children/stored_silence.hpp"
#include "tests/app/recorded_run.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kBegan{1'795'000'000s};

const std::string kFleet = R"(
gateway: { thing: gw, host: { enabled: false } }
uplink: [{ stdout: {} }]
links: { site: { mqtt: { broker: "mqtt://192.0.2.2" } } }
profiles:
  press: { every: 10s, metrics: { reachable: {}, seconds_since_seen: {}, temperature: { from: { json: /temp } } } }
children: [{ thing: "gw:meter", profile: press, link: site, topic: press/1 }]
)";

struct Run : RecordedRun {
  Run(const test::TemporaryFolder& folder, WallTime wall) : RecordedRun(folder, wall, load_fleet(kFleet)) {}
};

std::int64_t number(const std::string& report, const std::string& metric) {
  CAPTURE(report, metric);
  const std::string key = "\"" + metric + "\":[{\"number\":";
  const auto at = report.find(key);
  REQUIRE(at != std::string::npos);
  return std::stoll(report.substr(at + key.size()));
}

}  // namespace

TEST_CASE("a restart does not rejuvenate a device that has been dead for days") {
  test::TemporaryFolder folder;
  {
    Run run(folder, kBegan);
    run.heard();
    CHECK(number(run.report(), "reachable") == 1);
    SECTION("stopped in order") { run.stop(); }
    SECTION("cut off") { run.cut(); }
  }
  Run next(folder, kBegan + 72h);
  const auto activity = next.rig.reports.activity(next.rig.device(kDevice));
  CHECK_FALSE(activity.heard);
  CHECK(next.rig.clock.now() - activity.seen.value() >= 71h);
  const std::string report = next.report();
  CHECK(next.rig.clock.wall() >= kBegan + 72h + 300s);  // it had its chance first
  CHECK(number(report, "reachable") == 0);
  CHECK(number(report, "seconds_since_seen") >= 72 * 3600 + 300 - 2);
}

TEST_CASE("a healthy device is never called silent because the gateway was off for days") {
  test::TemporaryFolder folder;
  {
    Run run(folder, kBegan);
    run.heard();
    run.report();
    run.stop();
  }
  Run next(folder, kBegan + 72h);
  CHECK(next.report(20s).empty());
  next.speaks = true;
  const std::string report = next.report();
  CHECK(number(report, "reachable") == 1);
  CHECK(number(report, "seconds_since_seen") <= 1);
}

TEST_CASE("a device that no run has seen goes on counting from the first wait for it") {
  test::TemporaryFolder folder;
  {
    Run run(folder, kBegan);
    CHECK(number(run.report(), "seconds_since_seen") >= 300);
    run.stop();
  }
  Run next(folder, kBegan + 24h);
  CHECK_FALSE(next.rig.reports.activity(next.rig.device(kDevice)).seen);
  const std::string report = next.report();
  CHECK(number(report, "reachable") == 0);
  CHECK(number(report, "seconds_since_seen") >= 24 * 3600 + 300);
}

TEST_CASE("a sign of life that no report has recorded is recorded by a stop in order") {
  test::TemporaryFolder folder;
  {
    Run run(folder, kBegan);
    run.heard();
    run.report();
    run.pass(1h);  // an outage: nothing leaves
    run.heard();
    run.stop();
  }
  Run next(folder, kBegan + 2h);
  const auto activity = next.rig.reports.activity(next.rig.device(kDevice));
  CHECK(next.rig.clock.now() - activity.seen.value() < 1h + 1min);
}

TEST_CASE("a run that begins in 1970 makes no age of it, and the true one comes with the true time") {
  test::TemporaryFolder folder;
  {
    Run run(folder, kBegan);
    run.heard();
    run.report();
    run.stop();
  }
  {
    Run board(folder, WallTime{20s});
    const std::string report = board.report();
    CHECK(number(report, "reachable") == 0);
    CHECK(number(report, "seconds_since_seen") >= 300);
    CHECK(number(report, "seconds_since_seen") < 1000);
    SECTION("the time comes while it runs") {
      board.rig.clock.set_wall(kBegan + 72h);
      board.pass(1s);
      const auto seen = board.rig.reports.activity(board.rig.device(kDevice)).seen.value();
      CHECK(board.rig.clock.now() - seen >= 72h - 10min);
      CHECK(board.rig.clock.now() - seen <= 72h + 10min);
      board.stop();
    }
    SECTION("or after it") { board.stop(); }
    SECTION("or after its power was cut") { board.cut(); }
  }
  Run next(folder, kBegan + 96h);
  CHECK(number(next.report(), "seconds_since_seen") >= 96 * 3600);
  CHECK(number(next.report(), "seconds_since_seen") < 97 * 3600);
}

TEST_CASE("a reload that changes a child keeps its age, and gives the device its chance again") {
  test::TemporaryFolder folder;
  Run run(folder, kBegan);
  run.heard();
  run.report();
  run.pass(2h);
  std::string changed = kFleet;
  changed.replace(changed.find("press/1"), 7, "press/2");
  test::serve_at_once(run.rig.population, load_fleet(changed));
  const auto activity = run.rig.reports.activity(run.rig.device(kDevice));
  CHECK_FALSE(activity.heard);
  CHECK(run.rig.clock.now() - activity.seen.value() >= 2h);
  CHECK(activity.overdue == run.rig.clock.now() + 300s);
  const std::string report = run.report(20min);
  CHECK(number(report, "reachable") == 0);
  CHECK(number(report, "seconds_since_seen") >= 2 * 3600 + 300);
}

TEST_CASE("a stored time that no clock can have shown counts as unknown") {
  const ClockPair now{SteadyTime(1000s), kBegan};
  CHECK_FALSE(silence_of(ThingRecord{}, now));
  for (const WallTime time : {WallTime{1ms}, WallTime{-5s}, WallTime::max(), WallTime::min()}) {
    ThingRecord record;
    record.seen = time;
    CHECK_FALSE(silence_of(record, now));
  }
  ThingRecord record;
  put_silence(Silence{now.steady - 5s, true}, now, record);
  CHECK(record.seen == now.wall - 5s);
  CHECK(silence_of(record, now)->since == now.steady - 5s);
  CHECK(silence_of(record, now)->ever_seen);
}

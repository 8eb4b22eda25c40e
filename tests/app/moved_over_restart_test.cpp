// A child that a reload moved to another link goes on counting after a restart, though its new link has sent no report yet.
#include "tests/app/recorded_run.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kBegan{1'795'000'000s};

config::Fleet meter_on(const std::string& link) {
  return load_fleet(
      "gateway: { thing: gw, host: { enabled: false } }\nuplink: [{ stdout: {} }]\n"
      "links:\n  hall: { mqtt: { broker: \"mqtt://192.0.2.1\" } }\n  yard: { mqtt: { broker: \"mqtt://192.0.2.2\" } }\n"
      "profiles: { press: { metrics: { wh: { from: { json: /wh }, aggregate: delta } } } }\n"
      "children: [{ thing: \"gw:meter\", profile: press, link: " +
      link + ", topic: m/1 }]\n");
}

struct Meter : RecordedRun {
  Meter(const test::TemporaryFolder& folder, WallTime wall, const std::string& link)
      : RecordedRun(folder, wall, meter_on(link)) {}
  void reads(std::uint64_t watt_hours) {
    rig.clock.advance(1s);
    rig.reports.accept(rig.registry.first_point(rig.device(kDevice)), Number::natural(watt_hours),
                       rig.clock.now());
  }
  // As a reload does.
  void move_to(const std::string& link) {
    const auto change = test::serve_at_once(rig.population, meter_on(link));
    REQUIRE(change.moved.size() == 1);
    records.moved(change.moved);
  }
  // Read 100, then 130, which a report says, then 145.
  void live() {
    reads(100);
    reads(130);
    CHECK_THAT(report(), Catch::Contains("\"wh\":[{\"number\":30}]"));
    reads(145);
  }
};

}  // namespace

TEST_CASE("a child that moved goes on from its last report after a restart, whatever became of the run") {
  test::TemporaryFolder folder;
  std::string now_on = "yard";
  {
    Meter run(folder, kBegan, "hall");
    run.live();
    run.move_to("yard");
    SECTION("stopped in order") { run.stop(); }
    SECTION("cut off") { run.cut(); }
    SECTION("and moved back") {
      run.move_to(now_on = "hall");
      run.cut();
    }
    SECTION("read by the new link meanwhile") {
      run.reads(147);
      run.cut();
    }
  }
  Meter next(folder, kBegan + 60s, now_on);
  CHECK(next.rig.growth(kDevice, "wh", Number::natural(150)) == 20);
}

TEST_CASE("a child that moved before the first report of its run goes on from that of the run before") {
  test::TemporaryFolder folder;
  {
    Meter run(folder, kBegan, "hall");
    run.live();
    run.stop();
  }
  {
    Meter run(folder, kBegan + 60s, "hall");
    run.reads(148);
    run.move_to("yard");
    run.stop();
  }
  Meter next(folder, kBegan + 120s, "yard");
  CHECK(next.rig.growth(kDevice, "wh", Number::natural(150)) == 20);
}

TEST_CASE(
    "of a child that a reload took away and gave back a move stores nothing that a report did not say") {
  test::TemporaryFolder folder;
  {
    Meter run(folder, kBegan, "hall");
    run.live();
    auto nobody = meter_on("hall");
    nobody.children.clear();
    test::serve_at_once(run.rig.population, nobody);
    test::serve_at_once(run.rig.population, meter_on("hall"));
    run.move_to("yard");
    run.stop();
  }
  Meter next(folder, kBegan + 60s, "yard");
  CHECK_FALSE(next.rig.growth(kDevice, "wh", Number::natural(150)));
}

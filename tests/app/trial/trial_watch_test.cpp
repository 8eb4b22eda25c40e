#include "gateway/app/trial/trial_watch.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/manual_clock.hpp"
#include "tests/support/slow_reader.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

// One child on a link; a snapshot of it takes as long as it is told.
class Site final : public status::StatusSource {
 public:
  explicit Site(ManualClock& clock) : clock_(clock) {}

  status::GatewaySnapshot snapshot(status::Depth) const override {
    ++snapshots;
    clock_.advance(cost);
    status::GatewaySnapshot made;
    made.uplink.verdicts = true;
    status::ChildRow& row = made.children.emplace_back();
    row.thing = "gw:door";
    row.state = DeviceState::online;
    row.outcomes = outcomes;
    row.last_values = values;
    return made;
  }
  std::optional<status::ChildDetail> child(std::string_view) const override { return {}; }
  status::Readiness readiness() const override { return {}; }
  status::Health health() const override { return {}; }

  Duration cost{};
  status::Outcomes outcomes;
  std::string values;
  mutable int snapshots = 0;

 private:
  ManualClock& clock_;
};

}  // namespace

TEST_CASE("a gateway is looked at as seldom as a look is dear") {
  ManualClock clock;
  Site site(clock);
  test::SlowReader reader;
  Printer printer(reader.writing());
  TrialWatch watch(clock, site, printer);
  const auto looks_in_a_minute = [&] {
    const int before = site.snapshots;
    clock.advance(1min);
    return site.snapshots - before;
  };
  CHECK(looks_in_a_minute() == 1min / TrialWatch::kBetweenLooks);
  site.cost = 200ms;
  looks_in_a_minute();
  const int dear = looks_in_a_minute();
  CHECK(dear >= 10);
  CHECK(dear * site.cost * TrialWatch::kPausesPerLook <= 1min);
}

TEST_CASE("while nobody reads nothing is looked at, and who reads again is told how it stands then") {
  ManualClock clock;
  Site site(clock);
  test::SlowReader reader;
  const std::string before(2 * reader.room(), '-');
  {
    Printer printer(reader.writing());
    TrialWatch watch(clock, site, printer);
    printer.print(before);
    site.outcomes.accepted = 1;
    site.values = "opened=1";
    clock.advance(1min);
    CHECK(site.snapshots == 0);

    site.values = "opened=2";
    CHECK(reader.read(before.size()) == before);
    REQUIRE(printer.wait(std::nullopt));
    clock.advance(TrialWatch::kBetweenLooks);
    CHECK(site.snapshots == 1);
    CHECK(watch.end());
  }
  reader.close_writing();
  const std::string told = reader.read(2 * reader.room());
  CHECK_THAT(told, Contains("gw:door: first report accepted  opened=2"));
  CHECK_THAT(told, Contains("reports of every child were accepted\n"));
}

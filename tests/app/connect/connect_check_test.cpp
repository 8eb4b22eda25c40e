// The whole of it against the stand-in within the process, and what it leaves in the state directory.
#include "gateway/app/connect/connect_check.hpp"

#include <catch2/catch.hpp>

#include "gateway/app/protocols.hpp"
#include "gateway/app/state.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/mqtt/loopback_sessions.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

namespace {

struct Site {
  std::string state() const { return folder / "state"; }

  config::Fleet fleet(const std::string& uplink) const {
    auto loaded = config::load_text(
        "gateway: { thing: gw, state_directory: " + state() + " }\nuplink: " + uplink + "\n", "fleet.yaml",
        adapters(), config::Environment::of_process());
    INFO(config::to_text(loaded.problems));
    REQUIRE(loaded);
    return std::move(loaded.fleet);
  }
  // Against a stand-in of its own, with its own floor.
  std::vector<Step> check(ConnectCheck::Options options = {}, OrderedFaults faults = {}) {
    boost::asio::io_context io{1};
    SystemClock clock(io);
    options.sessions = mqtt::loopback_sessions(io);
    StandIn stand_in({.floor = std::chrono::minutes(5),
                      .faults = std::move(faults),
                      .judged = [this](const JudgedReport& report) { judged.emplace_back(report.ruling); }},
                     clock, options.sessions, 1);
    stand_in.start();
    std::vector<Step> steps;
    ConnectCheck(io, fleet("{ mqtt: { endpoint: localhost, tls: false, service: stand-in, floor: 5m } }"),
                 std::move(options), [&](Step step) { steps.push_back(std::move(step)); })
        .run();
    return steps;
  }
  StoredState stored() const {
    boost::asio::io_context io{1};
    auto directory = StateDirectory::open(state());
    REQUIRE(directory);
    auto store = open_store(io, *directory);
    REQUIRE(store);
    return (*store)->load();
  }

  test::TemporaryFolder folder;
  std::vector<std::string> judged;
};

}  // namespace

TEST_CASE("a report of the gateway is accepted, and the next run counts it against the floor") {
  Site site;
  const auto steps = site.check();
  CHECK(passed(steps));
  REQUIRE_FALSE(steps.empty());
  CHECK_THAT(steps.back().said, Contains("of gw is accepted"));
  CHECK(site.judged == std::vector<std::string>{"accepted"});

  const StoredState stored = site.stored();
  const ThingRecord& record = stored.things.at("gw");
  CHECK(record.last_report_id > 0);
  CHECK(record.last_report_id < stored.report_id_ceiling);
  CHECK(record.last_sent > WallTime{});

  const auto again = site.check();
  CHECK(passed(again));
  CHECK(again.back().verdict == Step::Verdict::note);
  CHECK_THAT(again.back().said, Contains("the service takes the next one in"));
  CHECK(site.judged.size() == 1);
}

TEST_CASE("a report that is rejected fails the check, and has its id all the same") {
  Site site;
  const auto steps = site.check({}, {.reject_every = 1});
  CHECK_FALSE(passed(steps));
  CHECK_THAT(steps.back().said, Contains("is rejected: InvalidPayload"));
  CHECK(site.stored().things.at("gw").last_report_id > 0);
}

TEST_CASE("with --no-publish nothing is sent, and no state is made") {
  Site site;
  const auto steps = site.check({.publish = false});
  CHECK(passed(steps));
  CHECK(site.judged.empty());
  CHECK_FALSE(std::filesystem::exists(site.state()));
}

TEST_CASE("who does not agree is not connected") {
  Site site;
  std::string warned;
  const auto steps = site.check({.publish = false, .agreed = [&](const std::string& warning) {
                                   warned = warning;
                                   return false;
                                 }});
  CHECK_THAT(warned, Contains("as gw: a client elsewhere with this id") && Contains("is disconnected"));
  REQUIRE(steps.size() == 1);
  CHECK(steps.front().verdict == Step::Verdict::note);
}

TEST_CASE("a gateway that holds the state directory and does not answer is not disturbed") {
  Site site;
  const auto held = StateDirectory::open(site.state());
  REQUIRE(held);
  const bool publish = GENERATE(true, false);
  const auto steps = site.check({.publish = publish});
  REQUIRE(steps.size() == 1);
  CHECK(steps.front().name == "state");
  CHECK(steps.front().verdict == Step::Verdict::fail);
  CHECK_THAT(steps.front().said, Contains("in use by another gateway"));
}

TEST_CASE("files that take reports are tried, and none is made") {
  Site site;
  boost::asio::io_context io{1};
  std::vector<Step> steps;
  const std::string there = site.folder / "reports", nowhere = site.folder / "no/reports";
  ConnectCheck(io, site.fleet("[{ file: { path: " + there + " } }, { file: { path: " + nowhere + " } }]"), {},
               [&](Step step) { steps.push_back(std::move(step)); })
      .run();
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].verdict == Step::Verdict::pass);
  CHECK(steps[1].verdict == Step::Verdict::fail);
  CHECK_FALSE(std::filesystem::exists(there));
}

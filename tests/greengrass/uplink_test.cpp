// An uplink over a nucleus: reports out, verdicts back.
#include "gateway/mqtt/reasons.hpp"
#include "tests/greengrass/nucleus_rig.hpp"
#include "tests/support/fake_defender.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using greengrass::Nucleus;

namespace {

struct Core : NucleusRig {
  explicit Core(Nucleus nucleus, FakeNucleus::Setup setup = {}, bool online = true)
      : NucleusRig(nucleus, std::move(setup)), defender(fake, clock, 1s) {
    if (!online) fake.go_offline();
    UplinkSettings settings;
    settings.publishes_per_second = 20;
    settings.permitted_by = Permission::recipe;
    settings.endpoint_text = "the Greengrass nucleus";
    uplink = std::make_unique<Uplink>(settings, Uplink::Parts{clock, factory, source, book, nullptr}, 7);
    uplink->start();
  }
  void add(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string id = std::to_string(1'001 + added++);
      source.add("plant7-gw:m" + id, clock.now(),
                 R"({"header":{"report_id":)" + id + R"(,"version":"1.0"},"metrics":{}})");
    }
    uplink->wake();
  }
  // Time passes only when nothing is pending.
  template <class P>
  bool comes(P&& so, Duration within = 10min) {
    for (const SteadyTime end = clock.now() + within; clock.now() < end; clock.advance(10ms)) {
      io.restart();
      while (io.poll() > 0) continue;
      if (so()) return true;
    }
    return false;
  }
  UplinkSnapshot seen() const { return uplink->snapshot(); }
  // One report of each of three children, every ten seconds.
  void go_on(Duration length) {
    for (const SteadyTime end = clock.now() + length; clock.now() < end;) {
      for (const char* child : {"plant7-gw:a", "plant7-gw:b", "plant7-gw:c"}) {
        const std::string id = std::to_string(1'001 + added++);
        source.add(child, clock.now(),
                   R"({"header":{"report_id":)" + id + R"(,"version":"1.0"},"metrics":{}})");
      }
      uplink->wake();
      comes([] { return false; }, 10s);
    }
  }
  std::size_t accepted() const {
    return static_cast<std::size_t>(
        std::count_if(book.settlements.begin(), book.settlements.end(),
                      [](const auto& o) { return o.kind == Outcome::Kind::accepted; }));
  }

  FakeDefender defender;
  StoriedSource source;
  OutcomeBook book;
  std::unique_ptr<Uplink> uplink;
  int added = 0;
};

}  // namespace

TEST_CASE("every report of a burst is accepted over either nucleus, and none is refused for the burst") {
  Core core(GENERATE(Nucleus::classic, Nucleus::lite), {.latency = 80ms, .subscription_gap = 900ms});
  core.add(60);
  REQUIRE(core.comes([&] { return core.book.settlements.size() == 60; }, 60s));
  CHECK(core.accepted() == 60);
  CHECK(core.defender.accepted == 60);
  CHECK(core.fake.count().service_errors == 0);
  CHECK(core.fake.open_streams() == 2);  // the two subscriptions
  CHECK(core.fake.count().broken_rules == 0);
}

TEST_CASE("a nucleus that dies and comes back costs no report") {
  Core core(GENERATE(Nucleus::classic, Nucleus::lite), {.latency = 80ms});
  core.add(30);
  REQUIRE(core.comes([&] { return core.accepted() >= 10; }));
  core.fake.stop();
  REQUIRE(core.comes([&] { return !core.uplink->snapshot().connected; }));
  core.add(10);
  core.fake.start("AAAAAAAAAAAAAAAA");
  REQUIRE(core.comes([&] { return core.book.settlements.size() == 40; }));
  for (const auto& [id, times] : core.book.times) CHECK(times == 1);
  // What the nucleus had answered but not sent is lost: no verdict.
  CHECK(core.accepted() >= 30);
  CHECK(core.defender.accepted >= core.accepted());
  CHECK(core.refused.empty());
}

TEST_CASE("the classic nucleus keeps reports over an outage, and they are accepted after it") {
  Core core(Nucleus::classic);
  core.add(1);
  REQUIRE(core.comes([&] { return core.accepted() == 1; }));
  core.fake.go_offline();
  core.add(20);
  REQUIRE(core.comes([&] { return core.fake.spooled() == 20; }));
  CHECK(core.accepted() == 1);
  core.fake.come_online();
  REQUIRE(core.comes([&] { return core.accepted() == 21; }));
}

TEST_CASE("what lite refuses while the core is offline is sent when it is back, and nothing is given up") {
  Core core(Nucleus::lite);
  core.add(1);
  REQUIRE(core.comes([&] { return core.accepted() == 1; }));
  core.fake.go_offline();
  core.add(20);
  REQUIRE(core.comes([&] { return core.fake.count().service_errors >= 3; }));
  CHECK(core.book.settlements.size() == 1);
  core.fake.come_online();
  REQUIRE(core.comes([&] { return core.accepted() == 21; }));
  CHECK(core.uplink->snapshot().connected);
}

TEST_CASE("started while the core is offline, answers are heard once it is online") {
  LogCapture log;
  Core core(GENERATE(Nucleus::classic, Nucleus::lite), {}, false);
  const Duration offline = GENERATE(8s, 38s, 10min);
  core.add(1);
  core.comes([] { return false; }, offline);
  CHECK_THAT(core.seen().detail, Contains("answers not subscribed: the Greengrass nucleus cannot do it now"));
  // Lite takes nothing; the classic nucleus spools.
  const bool lite = core.personality == Nucleus::lite;
  CHECK(core.seen().connected == !lite);
  CHECK(core.accepted() == 0);
  core.fake.come_online();
  REQUIRE(core.comes([&] { return core.seen().detail == "answers by wildcard"; }, 30s));
  core.add(20);
  REQUIRE(core.comes([&] { return core.book.settlements.size() == 21; }, 1min));
  CHECK(core.accepted() >= 20);
  CHECK(core.seen().connected);
  CHECK(core.seen().count.reconnects == 0);
  CHECK(log.count("nothing_is_taken") == (lite ? 1 : 0));
  CHECK(log.count("taken_again") == (lite ? 1 : 0));
  CHECK(log.count("answers_not_subscribed") == 1);
  CHECK(log.count("answers_subscribed") == 1);
}

TEST_CASE("when the nucleus loses the subscriptions without a word, answers are heard again by themselves") {
  LogCapture log;
  Core core(GENERATE(Nucleus::classic, Nucleus::lite), {.latency = 80ms});
  core.go_on(30s);
  REQUIRE(core.accepted() == 9);
  core.fake.restart_iotcored();
  core.go_on(1min);
  const std::size_t before = core.accepted();
  core.go_on(30s);
  CHECK(core.accepted() == before + 9);
  CHECK(core.seen().detail == "answers by wildcard");
  CHECK(core.seen().count.answer_renewals == 1);
  CHECK(core.seen().count.reconnects == 0);
  CHECK(log.count("answers_stopped") == 1);
  CHECK(log.count("answers_heard_again") == 1);
}

TEST_CASE("a reload subscribes again, and the status tells what is subscribed") {
  Core core(GENERATE(Nucleus::classic, Nucleus::lite));
  core.go_on(10s);
  core.fake.restart_iotcored();
  core.uplink->probe_refused();
  CHECK(core.seen().detail == "subscribing to answers");
  core.comes([] { return false; }, 2s);
  CHECK(core.seen().detail == "answers by wildcard");
  core.go_on(10s);
  CHECK(core.accepted() == 6);
}

TEST_CASE(
    "a link that takes seconds carries as much as the nucleus' window, without refusals that pause all") {
  Core core(Nucleus::lite, {.latency = 2400ms});
  core.add(60);
  REQUIRE(core.comes([&] { return core.accepted() == 60; }, 60s));
  CHECK(core.fake.count().service_errors <= 6);
  const SteadyTime start = core.clock.now();
  core.add(60);
  REQUIRE(core.comes([&] { return core.accepted() == 120; }, 60s));
  CHECK(core.clock.now() - start < 20s);  // ten per round trip: 14.4 s
}

TEST_CASE("what the core's outage kept away is outdated, by nobody rejected, and the status says why") {
  Core core(Nucleus::lite);
  core.go_on(10s);
  core.fake.go_offline();
  core.add(1);
  core.comes([] { return false; }, 1min);
  CHECK_FALSE(core.seen().connected);
  CHECK_THAT(core.seen().outage, Contains("Failed to publish."));
  core.comes([] { return false; }, 5min);
  core.fake.come_online();
  REQUIRE(core.comes([&] { return core.seen().connected; }, 1min));
  CHECK(core.seen().outage.empty());
  CHECK(core.seen().count.outcomes.turned_away() == 0);
  CHECK(core.seen().count.outcomes[Outcome::Kind::refused] == 0);
  CHECK(core.book.settlements.back().kind == Outcome::Kind::outdated);
  CHECK_THAT(core.book.settlements.back().detail, Contains("Failed to publish."));
}

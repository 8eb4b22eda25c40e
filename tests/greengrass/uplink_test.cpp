// An uplink over a nucleus: reports out, verdicts back.
#include "gateway/mqtt/reasons.hpp"
#include "tests/greengrass/nucleus_rig.hpp"
#include "tests/support/fake_defender.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using greengrass::Nucleus;

namespace {

struct Core : NucleusRig {
  explicit Core(Nucleus nucleus, FakeNucleus::Setup setup = {})
      : NucleusRig(nucleus, std::move(setup)), defender(fake, clock, 1s) {
    UplinkSettings settings;
    settings.publishes_per_second = 20;
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

#include <catch2/catch.hpp>

#include "gateway/base/earliest_believable.hpp"
#include "gateway/uplink/broker_link.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using Kind = Outcome::Kind;

TEST_CASE(
    "what was not acknowledged is sent again: same bytes, same id, one by one, before anything new is "
    "pulled") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.source.add("gw:m2");
  rig.connect();
  REQUIRE(rig.broker.published.size() == 2);
  rig.broker.lose();
  rig.source.add("gw:m3");
  rig.uplink->wake();
  CHECK(rig.book.settlements.empty());
  CHECK(rig.source.pulled.size() == 2);

  rig.until_next_attempt();
  rig.connect();
  REQUIRE(rig.broker.published.size() == 3);
  CHECK(rig.broker.published[2].topic == rig.broker.published[0].topic);
  CHECK(rig.broker.published[2].payload == rig.broker.published[0].payload);
  rig.clock.advance(1s);
  CHECK(rig.broker.published.size() == 3);  // the next one waits for this PUBACK
  rig.broker.acknowledge_all();
  rig.clock.advance(100ms);
  REQUIRE(rig.broker.published.size() == 4);
  CHECK(rig.broker.published[3].payload == rig.broker.published[1].payload);
  CHECK(rig.source.pulled.size() == 2);
  rig.broker.acknowledge_all();
  rig.clock.advance(100ms);
  CHECK(rig.source.pulled.size() == 3);
  CHECK(rig.uplink->snapshot().count.resent == 2);
  CHECK(rig.book.sent_at[2].first == rig.book.sent_at[0].first);
}

TEST_CASE("a second copy that comes too soon means that the first one arrived") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.lose();
  rig.until_next_attempt();
  rig.connect();
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled[0], false, GENERATE(true, false), "Throttled");
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::accepted);
}

TEST_CASE("what was acknowledged keeps its deadline over a reconnect and is not sent again") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.acknowledge_all();
  rig.broker.lose();
  rig.until_next_attempt();
  rig.connect();
  CHECK(rig.broker.published.size() == 1);
  SECTION("the verdict comes over the new connection") {
    rig.answer(rig.source.pulled[0], true);
    CHECK(rig.last().kind == Kind::accepted);
  }
  SECTION("it never comes") {
    rig.clock.advance(30s);
    CHECK(rig.last().kind == Kind::no_verdict);
  }
  CHECK(rig.book.settlements.size() == 1);
}

TEST_CASE("a broker that acknowledges nothing is left, and the report goes again over the next connection") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.clock.advance(30s);
  CHECK_FALSE(rig.uplink->snapshot().connected);
  CHECK_THAT(rig.uplink->snapshot().last_error, Contains("acknowledged nothing"));
  if (!rig.broker.has_session()) rig.until_next_attempt();
  rig.connect();
  CHECK(rig.broker.published.size() == 2);
  CHECK(rig.book.settlements.empty());
}

TEST_CASE(
    "a report at which the broker hangs up each time is found out and refused; the others get through") {
  UplinkRig rig;
  rig.source.add("gw:good-1");
  rig.source.add("gw:poison");
  rig.source.add("gw:good-2");
  const auto poisoned = [&] {
    for (const auto& p : rig.broker.published) {
      if (p.open && p.topic.find("poison") != std::string::npos) return true;
    }
    return false;
  };
  rig.connect();
  for (int i = 0; i < 200 && rig.book.times.size() < 3; ++i) {
    if (!rig.broker.has_session()) {
      rig.until_next_attempt();
      rig.connect();
    }
    if (poisoned()) {
      rig.broker.lose();  // and takes the others under way along
    } else {
      rig.broker.acknowledge_all();
      for (const auto& p : rig.source.pulled) {
        if (!rig.book.times.count(p.id) && p.thing != "gw:poison") rig.answer(p, true);
      }
    }
    rig.clock.advance(100ms);
  }
  std::map<std::string, Outcome> by_thing;
  for (const Outcome& o : rig.book.settlements) by_thing[o.thing] = o;
  CHECK(by_thing["gw:good-1"].kind == Kind::accepted);
  CHECK(by_thing["gw:good-2"].kind == Kind::accepted);
  CHECK(by_thing["gw:poison"].kind == Kind::refused);
  CHECK(by_thing["gw:poison"].code == "hang-up");
  CHECK(rig.book.settlements.size() == 3);
}

TEST_CASE("attempts back off, and never more than one a second is made") {
  UplinkRig rig;
  rig.uplink->start();
  std::vector<SteadyTime> attempts{rig.clock.now()};
  while (attempts.size() < 40) {
    rig.broker.lose("refused");
    const std::size_t before = rig.broker.targets.size();
    while (rig.broker.targets.size() == before) rig.clock.advance(10ms);
    attempts.push_back(rig.clock.now());
  }
  Duration longest{};
  for (std::size_t i = 1; i < attempts.size(); ++i) {
    CHECK(attempts[i] - attempts[i - 1] >= 1s);
    longest = std::max<Duration>(longest, attempts[i] - attempts[i - 1]);
  }
  CHECK(longest > 30s);
  CHECK(longest <= 121s);
}

TEST_CASE("a connection that lives half a minute starts the back-off afresh; one that does not, does not") {
  UplinkRig rig;
  rig.uplink->start();
  const auto pause_after_life = [&](Duration life) {
    for (int i = 0; i < 12; ++i) {  // far into the back-off
      rig.broker.lose();
      rig.until_next_attempt();
    }
    Duration longest{};
    for (int i = 0; i < 20; ++i) {
      rig.broker.connect();
      rig.clock.advance(life);
      rig.broker.lose();
      const SteadyTime lost = rig.clock.now();
      rig.until_next_attempt();
      longest = std::max<Duration>(longest, rig.clock.now() - lost);
    }
    return longest;
  };
  CHECK(pause_after_life(31s) <= 2s);
  CHECK(pause_after_life(1s) > 10s);
}

TEST_CASE("taken over twice within a minute: another gateway has our name, so pause for minutes and say so") {
  UplinkRig rig;
  rig.connect();
  rig.broker.lose("taken over", 0x8E);
  CHECK_THAT(rig.uplink->snapshot().last_error, !Contains("second gateway"));
  rig.until_next_attempt();
  rig.connect();
  rig.broker.lose("taken over", 0x8E);
  CHECK_THAT(rig.uplink->snapshot().last_error, Contains("second gateway") && Contains("plant7-gw"));
  const std::size_t attempts = rig.broker.targets.size();
  rig.clock.advance(290s);
  CHECK(rig.broker.targets.size() == attempts);
  rig.clock.advance(200s);
  CHECK(rig.broker.targets.size() == attempts + 1);
}

TEST_CASE("with a clock that is not set nothing is connected until it is") {
  UplinkRig rig;
  rig.clock.set_wall(WallTime{std::chrono::hours(3)});
  rig.uplink->start();
  rig.clock.advance(1h);
  CHECK(rig.broker.targets.empty());
  CHECK(rig.uplink->snapshot().state == "waiting for the clock");
  CHECK_THAT(rig.uplink->snapshot().last_error, Contains("clock is not set"));
  rig.clock.set_wall(kEarliestBelievable);
  rig.clock.advance(1s);
  CHECK(rig.broker.targets.size() == 1);
}

TEST_CASE("the state is told in words") {
  UplinkRig rig;
  CHECK(rig.uplink->snapshot().state == "not started");
  rig.uplink->start();
  CHECK(rig.uplink->snapshot().state == "connecting");
  rig.broker.connect();
  const auto up = rig.uplink->snapshot();
  CHECK(up.state == "connected");
  CHECK(up.connected);
  CHECK(up.since == rig.clock.now());
  CHECK(up.endpoint == "mqtt://broker.test:8883");
  CHECK_THAT(up.detail, Contains("MQTT 5 as plant7-gw"));
  CHECK_THAT(up.limits, Contains("95 publishes/s") && Contains("500 KB/s") && Contains("100 in flight"));
  rig.broker.lose("the cable");
  CHECK_THAT(rig.uplink->snapshot().state, Contains("waiting ") && Contains(" s"));
  CHECK(rig.uplink->snapshot().last_error == "the cable");
  rig.until_next_attempt();
  rig.connect();
  CHECK(rig.uplink->snapshot().count.reconnects == 1);
}

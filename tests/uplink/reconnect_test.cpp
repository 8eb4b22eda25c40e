// What happens when the connection ends: resends, back-off, the clock, a second gateway with our name.
#include <catch2/catch.hpp>

#include "gateway/uplink/broker_link.hpp"
#include "tests/uplink/site.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using Kind = Outcome::Kind;

TEST_CASE(
    "what was not acknowledged is sent again: same bytes, same id, one by one, before anything new is "
    "pulled") {
  Site site;
  site.source.add("gw:m1");
  site.source.add("gw:m2");
  site.connect();
  REQUIRE(site.broker.published.size() == 2);
  site.broker.lose();
  site.source.add("gw:m3");
  site.uplink->wake();
  CHECK(site.book.settlements.empty());
  CHECK(site.source.pulled.size() == 2);

  site.until_next_attempt();
  site.connect();
  REQUIRE(site.broker.published.size() == 3);
  CHECK(site.broker.published[2].topic == site.broker.published[0].topic);
  CHECK(site.broker.published[2].payload == site.broker.published[0].payload);
  site.clock.advance(1s);
  CHECK(site.broker.published.size() == 3);  // the next one waits for this one's PUBACK
  site.broker.acknowledge_all();
  site.clock.advance(100ms);
  REQUIRE(site.broker.published.size() == 4);
  CHECK(site.broker.published[3].payload == site.broker.published[1].payload);
  CHECK(site.source.pulled.size() == 2);
  site.broker.acknowledge_all();
  site.clock.advance(100ms);
  CHECK(site.source.pulled.size() == 3);
  CHECK(site.uplink->snapshot().count.resent == 2);
  CHECK(site.book.sent_at[2].first == site.book.sent_at[0].first);
}

TEST_CASE("a second copy that comes too soon means that the first one arrived") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.lose();
  site.until_next_attempt();
  site.connect();
  site.broker.acknowledge_all();
  site.answer(site.source.pulled[0], false, GENERATE(true, false), "Throttled");
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::accepted);
}

TEST_CASE("what was acknowledged keeps its deadline over a reconnect and is not sent again") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.acknowledge_all();
  site.broker.lose();
  site.until_next_attempt();
  site.connect();
  CHECK(site.broker.published.size() == 1);
  SECTION("the verdict comes over the new connection") {
    site.answer(site.source.pulled[0], true);
    CHECK(site.last().kind == Kind::accepted);
  }
  SECTION("it never comes") {
    site.clock.advance(30s);
    CHECK(site.last().kind == Kind::no_verdict);
  }
  CHECK(site.book.settlements.size() == 1);
}

TEST_CASE("a broker that acknowledges nothing is left, and the report goes again over the next connection") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.clock.advance(30s);
  CHECK_FALSE(site.uplink->snapshot().connected);
  CHECK_THAT(site.uplink->snapshot().last_error, Contains("acknowledged nothing"));
  if (!site.broker.has_session()) site.until_next_attempt();
  site.connect();
  CHECK(site.broker.published.size() == 2);
  CHECK(site.book.settlements.empty());
}

TEST_CASE(
    "a report at which the broker hangs up each time is found out and refused; the others get through") {
  Site site;
  site.source.add("gw:good-1");
  site.source.add("gw:poison");
  site.source.add("gw:good-2");
  const auto poisoned = [&] {
    for (const auto& p : site.broker.published) {
      if (p.open && p.topic.find("poison") != std::string::npos) return true;
    }
    return false;
  };
  site.connect();
  for (int i = 0; i < 200 && site.book.times.size() < 3; ++i) {
    if (!site.broker.has_session()) {
      site.until_next_attempt();
      site.connect();
    }
    if (poisoned()) {
      site.broker.lose();  // whatever else was under way goes down with it
    } else {
      site.broker.acknowledge_all();
      for (const auto& p : site.source.pulled) {
        if (!site.book.times.count(p.id) && p.thing != "gw:poison") site.answer(p, true);
      }
    }
    site.clock.advance(100ms);
  }
  std::map<std::string, Outcome> by_thing;
  for (const Outcome& o : site.book.settlements) by_thing[o.thing] = o;
  CHECK(by_thing["gw:good-1"].kind == Kind::accepted);
  CHECK(by_thing["gw:good-2"].kind == Kind::accepted);
  CHECK(by_thing["gw:poison"].kind == Kind::refused);
  CHECK(by_thing["gw:poison"].code == "hang-up");
  CHECK(site.book.settlements.size() == 3);
}

TEST_CASE("attempts back off, and never more than one a second is made") {
  Site site;
  site.uplink->start();
  std::vector<SteadyTime> attempts{site.clock.now()};
  while (attempts.size() < 40) {
    site.broker.lose("refused");
    const std::size_t before = site.broker.targets.size();
    while (site.broker.targets.size() == before) site.clock.advance(10ms);
    attempts.push_back(site.clock.now());
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
  Site site;
  site.uplink->start();
  const auto pause_after_life = [&](Duration life) {
    for (int i = 0; i < 12; ++i) {  // far into the back-off
      site.broker.lose();
      site.until_next_attempt();
    }
    Duration longest{};
    for (int i = 0; i < 20; ++i) {
      site.broker.connect();
      site.clock.advance(life);
      site.broker.lose();
      const SteadyTime lost = site.clock.now();
      site.until_next_attempt();
      longest = std::max<Duration>(longest, site.clock.now() - lost);
    }
    return longest;
  };
  CHECK(pause_after_life(31s) <= 2s);
  CHECK(pause_after_life(1s) > 10s);
}

TEST_CASE("taken over twice within a minute: another gateway has our name, so pause for minutes and say so") {
  Site site;
  site.connect();
  site.broker.lose("taken over", 0x8E);
  CHECK_THAT(site.uplink->snapshot().last_error, !Contains("second gateway"));
  site.until_next_attempt();
  site.connect();
  site.broker.lose("taken over", 0x8E);
  CHECK_THAT(site.uplink->snapshot().last_error, Contains("second gateway") && Contains("plant7-gw"));
  const std::size_t attempts = site.broker.targets.size();
  site.clock.advance(290s);
  CHECK(site.broker.targets.size() == attempts);
  site.clock.advance(200s);
  CHECK(site.broker.targets.size() == attempts + 1);
}

TEST_CASE("with a clock that is not set nothing is connected until it is") {
  Site site;
  site.clock.set_wall(WallTime{std::chrono::hours(3)});
  site.uplink->start();
  site.clock.advance(1h);
  CHECK(site.broker.targets.empty());
  CHECK(site.uplink->snapshot().state == "waiting for the clock");
  CHECK_THAT(site.uplink->snapshot().last_error, Contains("clock is not set"));
  site.clock.set_wall(kEarliestBelievable);
  site.clock.advance(1s);
  CHECK(site.broker.targets.size() == 1);
}

TEST_CASE("the state is told in words") {
  Site site;
  CHECK(site.uplink->snapshot().state == "not started");
  site.uplink->start();
  CHECK(site.uplink->snapshot().state == "connecting");
  site.broker.connect();
  const auto up = site.uplink->snapshot();
  CHECK(up.state == "connected");
  CHECK(up.connected);
  CHECK(up.since == site.clock.now());
  CHECK(up.endpoint == "mqtt://broker.test:8883");
  CHECK_THAT(up.detail, Contains("MQTT 5 as plant7-gw"));
  CHECK_THAT(up.limits, Contains("95 publishes/s") && Contains("500 KB/s") && Contains("100 in flight"));
  site.broker.lose("the cable");
  CHECK_THAT(site.uplink->snapshot().state, Contains("waiting ") && Contains(" s"));
  CHECK(site.uplink->snapshot().last_error == "the cable");
  site.until_next_attempt();
  site.connect();
  CHECK(site.uplink->snapshot().count.reconnects == 1);
}

// Whether answers are heard, over sessions that end, refuse and forget.
#include <catch2/catch.hpp>

#include "tests/support/log_capture.hpp"
#include "tests/uplink/uplink_rig.hpp"

namespace gatewarden::test {
namespace {

using Catch::Matchers::Contains;
using Kind = Outcome::Kind;

struct AnswersRig : UplinkRig {
  AnswersRig() { connect(); }
  std::string detail() const { return uplink->snapshot().detail; }
  std::size_t asked() const { return broker.subscribed.size(); }
  // A report that the broker takes; the service answers, or not within the time for it.
  void report(const std::string& thing, bool answered) {
    source.add(thing, clock.now());
    uplink->wake();
    clock.advance(1s);
    broker.acknowledge_all();
    if (answered) return answer(source.pulled.back(), true);
    clock.advance(31s);
  }
  void hang_up_on_subscriptions(int times) {
    for (int i = 0; i < times; ++i) {
      broker.lose();
      until_next_attempt();
      broker.connect();
    }
  }
};

}  // namespace

TEST_CASE(
    "answers that stop coming while reports are taken renew the subscriptions, at most every five minutes") {
  LogCapture log;
  AnswersRig rig;
  rig.report("gw:a", true);
  rig.report("gw:b", true);
  for (const char* thing : {"gw:a", "gw:b"}) rig.report(thing, false);
  CHECK(rig.asked() == 1);
  rig.report("gw:a", false);
  REQUIRE(rig.asked() == 2);
  CHECK(rig.broker.subscribed[1].filters == rig.broker.subscribed[0].filters);
  CHECK_THAT(rig.detail(), Contains("subscribing to answers; no answer to the last 3 reports"));
  rig.broker.answer_subscriptions();
  CHECK_THAT(rig.detail(),
             Contains("answers by wildcard; no answer to the last 3 reports, subscriptions renewed"));
  CHECK(log.count("answers_stopped") == 1);
  for (int i = 0; i < 6; ++i) rig.report("gw:b", false);
  CHECK(rig.asked() == 2);
  rig.report("gw:b", true);
  CHECK_THAT(rig.detail(), !Contains("no answer"));
  CHECK(log.count("answers_heard_again") == 1);
}

TEST_CASE("where new subscriptions do not help, the connection is renewed") {
  AnswersRig rig;
  rig.report("gw:a", true);
  rig.report("gw:b", true);
  for (int i = 0; i < 3; ++i) rig.report(i % 2 ? "gw:a" : "gw:b", false);
  REQUIRE(rig.asked() == 2);
  rig.broker.answer_subscriptions();
  for (int i = 0; i < 10 && rig.broker.targets.size() == 1; ++i) rig.report(i % 2 ? "gw:a" : "gw:b", false);
  rig.until_next_attempt();
  CHECK(rig.broker.targets.size() == 2);
  CHECK(rig.uplink->snapshot().count.answer_renewals == 2);
}

TEST_CASE("one child that is never answered, or a service that never was heard, renews nothing") {
  AnswersRig rig;
  SECTION("one child") {
    for (int i = 0; i < 8; ++i) {
      rig.report("gw:a", true);
      rig.report("gw:b", true);
      for (int j = 0; j < 4; ++j) rig.report("gw:forbidden", false);
    }
  }
  SECTION("never heard") {
    for (int i = 0; i < 8; ++i) rig.report(i % 2 ? "gw:a" : "gw:b", false);
  }
  CHECK(rig.asked() == 1);
  CHECK(rig.uplink->snapshot().count.answer_renewals == 0);
}

TEST_CASE("a fleet of one child is renewed too") {
  AnswersRig rig;
  rig.report("gw:a", true);
  for (int i = 0; i < 3; ++i) rig.report("gw:a", false);
  CHECK(rig.asked() == 2);
}

TEST_CASE("a broker that hung up thrice is asked again at a reload, within the session, and by itself") {
  AnswersRig rig;
  rig.hang_up_on_subscriptions(1);  // the first session's was granted
  rig.hang_up_on_subscriptions(3);
  CHECK(rig.broker.waiting_subscriptions.empty());
  CHECK_THAT(rig.detail(), Contains("hangs up on subscriptions, answers off, asked again in "));
  SECTION("by a reload") {
    rig.uplink->probe_refused();
    REQUIRE(rig.broker.waiting_subscriptions.size() == 1);
    CHECK_THAT(rig.detail(), Contains("subscribing to answers"));
    rig.broker.answer_subscriptions();
    CHECK_THAT(rig.detail(), Contains("answers by wildcard"));
    rig.report("gw:a", true);
    CHECK(rig.last().kind == Kind::accepted);
  }
  SECTION("by itself") {
    rig.clock.advance(15min);
    REQUIRE(rig.broker.waiting_subscriptions.size() == 1);
    SECTION("granted") {
      rig.broker.answer_subscriptions();
      CHECK_THAT(rig.detail(), Contains("answers by wildcard"));
    }
    SECTION("forbidden still: one hang-up is enough") {
      rig.hang_up_on_subscriptions(1);
      CHECK(rig.broker.waiting_subscriptions.empty());
    }
  }
}

TEST_CASE("sessions that end for the broker's own reasons, or long after the question, are no ban") {
  AnswersRig rig;
  for (int i = 0; i < 5; ++i) {
    rig.broker.lose("shutting down", 0x8B);
    rig.until_next_attempt();
    rig.broker.connect();
  }
  for (int i = 0; i < 5; ++i) {
    rig.clock.advance(11s);
    rig.broker.lose();
    rig.until_next_attempt();
    rig.broker.connect();
  }
  CHECK(rig.broker.waiting_subscriptions.size() == 1);
}

TEST_CASE(
    "a subscription refused for now is asked again within seconds, one refused for good after a while") {
  UplinkRig rig;
  rig.uplink->start();
  rig.broker.connect();
  SECTION("for now") {
    rig.broker.answer_subscriptions(0x97);
    CHECK_THAT(rig.uplink->snapshot().detail,
               Contains("answers not subscribed: the broker cannot do it now"));
    rig.clock.advance(5s);
  }
  SECTION("for good") {
    rig.broker.answer_subscriptions(0x87);
    CHECK_THAT(rig.uplink->snapshot().detail, Contains("wildcard refused"));
    rig.clock.advance(14min);
    CHECK(rig.broker.subscribed.size() == 1);
    rig.clock.advance(1min);
  }
  REQUIRE(rig.broker.subscribed.size() == 2);
  rig.broker.answer_subscriptions();
  CHECK_THAT(rig.uplink->snapshot().detail, Contains("answers by wildcard"));
}

TEST_CASE("what is subscribed is relied on while the peer cannot subscribe again") {
  const bool wildcard = GENERATE(true, false);
  CAPTURE(wildcard);
  UplinkRig rig;
  rig.uplink->start();
  rig.broker.connect();
  rig.broker.answer_subscriptions(wildcard ? std::nullopt : std::optional<std::uint8_t>(0x87));
  rig.source.add("gw:m1");
  rig.uplink->wake();
  rig.broker.answer_subscriptions();
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled.back(), true);
  rig.uplink->probe_refused();
  rig.broker.answer_subscriptions(0x97);
  if (wildcard) CHECK_THAT(rig.uplink->snapshot().detail, Contains("answers by wildcard"));
  rig.source.add("gw:m1");
  rig.uplink->wake();
  rig.clock.advance(1s);
  rig.broker.acknowledge_all();
  REQUIRE(rig.book.settlements.size() == 1);
  rig.answer(rig.source.pulled.back(), true);
  REQUIRE(rig.book.settlements.size() == 2);
  CHECK(rig.last().kind == Kind::accepted);
  CHECK(rig.uplink->snapshot().count.stale_answers == 0);
}

TEST_CASE("a thing whose own filters are refused for now is asked for again with its next report") {
  UplinkRig rig;
  rig.uplink->start();
  rig.broker.connect();
  rig.broker.answer_subscriptions(0x87);
  for (const std::optional<std::uint8_t> reason :
       {std::optional<std::uint8_t>(0x97), std::optional<std::uint8_t>()}) {
    const std::size_t before = rig.broker.subscribed.size();
    rig.source.add("gw:m1", rig.clock.now());
    rig.uplink->wake();
    rig.clock.advance(1s);
    REQUIRE(rig.broker.subscribed.size() == before + 1);
    rig.broker.answer_subscriptions(reason);
    rig.broker.acknowledge_all();
    if (!reason) rig.answer(rig.source.pulled.back(), true);
    rig.clock.advance(31s);
  }
  CHECK(rig.last().kind == Kind::accepted);
}

TEST_CASE("in an outage behind a nucleus the streams of before are relied on") {
  UplinkSettings settings;
  settings.permitted_by = Permission::recipe;
  UplinkRig rig(settings);
  rig.connect();
  rig.source.add("gw:m1");
  rig.uplink->wake();
  for (int i = 0; i < 20 && rig.broker.waiting_subscriptions.empty(); ++i) {
    rig.clock.advance(1s);
    rig.broker.acknowledge_all(0x97);
  }
  REQUIRE(rig.broker.waiting_subscriptions.size() == 1);
  rig.clock.advance(1s);
  rig.broker.answer_subscriptions(0x97);
  for (int i = 0; i < 10 && rig.broker.open_publishes() == 0; ++i) rig.clock.advance(1s);
  rig.broker.acknowledge_all();
  CHECK(rig.book.settlements.empty());
  rig.answer(rig.source.pulled.back(), true);
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::accepted);
}

TEST_CASE("a subscription that is never answered is asked for again after a while") {
  UplinkRig rig;
  rig.uplink->start();
  rig.broker.connect();
  rig.clock.advance(15min);
  CHECK(rig.broker.subscribed.size() == 1);
  rig.clock.advance(11s);
  REQUIRE(rig.broker.subscribed.size() == 2);
  rig.broker.answer_subscriptions();
  rig.clock.advance(1h);
  CHECK(rig.broker.subscribed.size() == 2);
}

TEST_CASE("a fleet that a reload reduced to one child is renewed too") {
  AnswersRig rig;
  rig.report("gw:a", true);
  rig.report("gw:b", true);
  rig.uplink->probe_refused();
  rig.broker.answer_subscriptions();
  const std::size_t before = rig.asked();
  for (int i = 0; i < 3; ++i) rig.report("gw:a", false);
  CHECK(rig.asked() == before + 1);
}

TEST_CASE("a nucleus that refuses the subscription has the recipe's remedy, a broker the policy's") {
  LogCapture log;
  UplinkSettings settings;
  settings.permitted_by = GENERATE(Permission::recipe, Permission::policy);
  UplinkRig rig(settings);
  rig.uplink->start();
  rig.broker.connect();
  rig.broker.answer_subscriptions(0x87);
  if (settings.permitted_by == Permission::recipe) {
    CHECK_THAT(log.text(), Contains("aws.greengrass#SubscribeToIoTCore") && !Contains("iot:Subscribe"));
    CHECK_THAT(rig.uplink->snapshot().last_error,
               Contains("the Greengrass nucleus refuses the subscription") &&
                   Contains("aws.greengrass#SubscribeToIoTCore"));
    CHECK_FALSE(rig.uplink->answers_refused().empty());
  } else {
    CHECK_THAT(log.text(), Contains("iot:Subscribe") && !Contains("recipe"));
  }
}

TEST_CASE("counters of an uplink that replaces another go on from its") {
  UplinkCounters count;
  UplinkRig rig;
  const auto make = [&] {
    rig.uplink.reset();
    rig.uplink = std::make_unique<Uplink>(
        rig.settings, Uplink::Parts{rig.clock, rig.broker.factory(), rig.source, rig.book, nullptr, &count},
        7);
    rig.uplink->start();
    rig.broker.connect();
    rig.broker.answer_subscriptions();
  };
  make();
  rig.source.add("gw:a");
  rig.uplink->wake();
  const auto before = rig.uplink->snapshot().counters();
  REQUIRE(before.at("publishes") == 1);
  make();
  CHECK(rig.uplink->snapshot().counters().at("publishes") == 1);
  CHECK(rig.uplink->snapshot().counters().at("no_verdict") == 1);  // under way when it was replaced
}

}  // namespace gatewarden::test

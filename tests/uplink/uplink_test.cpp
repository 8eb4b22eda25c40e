#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using Kind = Outcome::Kind;

TEST_CASE("a due report is published on its thing's topic and settled by its verdict") {
  UplinkRig rig;
  rig.source.format = GENERATE(Format::json, Format::cbor);
  rig.settings.formats = {rig.source.format};
  rig.make();
  rig.source.add("gw:m1");
  rig.connect();
  REQUIRE(rig.broker.published.size() == 1);
  const auto& sent = rig.broker.published[0];
  CHECK(sent.topic == report_topic("gw:m1", rig.source.format));
  CHECK(sent.qos == 1);
  CHECK_FALSE(sent.retain);
  CHECK(sent.payload == rig.source.pulled[0].bytes);
  CHECK(rig.book.sent_at.size() == 1);
  CHECK(rig.book.settlements.empty());

  rig.broker.acknowledge(sent.ticket);
  CHECK(rig.book.settlements.empty());  // a PUBACK is not a verdict
  SECTION("accepted") {
    rig.answer(rig.source.pulled[0], true);
    REQUIRE(rig.book.settlements.size() == 1);
    CHECK(rig.last().kind == Kind::accepted);
    CHECK(rig.last().id == rig.source.pulled[0].id);
    CHECK(rig.last().thing == "gw:m1");
  }
  SECTION("accepted, without saying which report") {
    rig.answer(rig.source.pulled[0], true, false);
    CHECK(rig.last().kind == Kind::accepted);
  }
  SECTION("rejected") {
    rig.answer(rig.source.pulled[0], false);
    CHECK(rig.last().kind == Kind::rejected);
    CHECK(rig.last().code == "InvalidPayload");
    CHECK(rig.last().detail == "because");
  }
  SECTION("throttled") {
    rig.answer(rig.source.pulled[0], false, true, "Throttled");
    CHECK(rig.last().kind == Kind::throttled);
  }
  SECTION("never") {
    rig.clock.advance(29s);
    CHECK(rig.book.settlements.empty());
    rig.clock.advance(1s);
    REQUIRE(rig.book.settlements.size() == 1);
    CHECK(rig.last().kind == Kind::no_verdict);
    rig.answer(rig.source.pulled[0], true);  // too late: known, but not awaited
    CHECK(rig.book.settlements.size() == 1);
    CHECK(rig.uplink->snapshot().count.stale_answers == 1);
  }
}

TEST_CASE("a verdict may overtake its PUBACK") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.answer(rig.source.pulled[0], true);
  CHECK(rig.last().kind == Kind::accepted);
  CHECK(rig.uplink->snapshot().in_flight == 1);  // the window counts acknowledgements
  rig.broker.acknowledge_all();
  CHECK(rig.uplink->snapshot().in_flight == 0);
  CHECK(rig.book.settlements.size() == 1);
}

TEST_CASE("an answer about another report of the thing settles nothing") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.acknowledge_all();
  Publication other = rig.source.pulled[0];
  other.id = ReportId{17};
  rig.answer(other, false);
  CHECK(rig.book.settlements.empty());
  CHECK(rig.uplink->snapshot().count.stale_answers == 1);
}

TEST_CASE("answers for other gateways' things are dropped by topic, undecoded, and counted") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.deliver("$aws/things/other:m1/defender/metrics/json/accepted", "not even json");
  rig.broker.deliver("something/else", "x");
  const auto seen = rig.uplink->snapshot();
  CHECK(seen.count.foreign_answers == 2);
  CHECK(seen.count.bad_answers == 0);
  CHECK(rig.book.settlements.empty());
}

TEST_CASE("answers that cannot be decoded, or contradict their topic, are counted and the last one shown") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "{\"status\":\xFF");
  CHECK(rig.uplink->snapshot().count.bad_answers == 1);
  CHECK_THAT(rig.uplink->snapshot().last_bad_answer,
             Contains("gw:m1") && Contains("accepted: the answer cannot be read: not JSON at byte 11: ") &&
                 Contains("{\"status\":\\xFF"));
  rig.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "{\"status\":\"REJECTED\"}");
  CHECK(rig.uplink->snapshot().count.bad_answers == 2);
  CHECK_THAT(rig.uplink->snapshot().last_bad_answer,
             Contains("accepted: its status is not that of its topic: {"));
  CHECK(rig.book.settlements.empty());
}

TEST_CASE("a retained answer is from another time") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  Verdict v;
  v.accepted = true;
  rig.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", encode_verdict(Format::json, v),
                     true);
  CHECK(rig.book.settlements.empty());
  CHECK(rig.uplink->snapshot().count.stale_answers == 1);
}

TEST_CASE("nothing is published before the subscriptions are answered, or the broker has had its time") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.uplink->start();
  rig.broker.connect();
  REQUIRE(rig.broker.subscribed.size() == 1);
  CHECK(rig.broker.subscribed[0].filters ==
        std::vector<std::string>{"$aws/things/+/defender/metrics/json/accepted",
                                 "$aws/things/+/defender/metrics/json/rejected"});
  CHECK(rig.broker.published.empty());
  CHECK(rig.source.pulled.empty());  // the report stays open, so it will be current when sent
  SECTION("answered") {
    rig.broker.answer_subscriptions();
    CHECK(rig.broker.published.size() == 1);
  }
  SECTION("silence") {
    rig.clock.advance(10s);
    CHECK(rig.broker.published.size() == 1);
  }
}

TEST_CASE("without answers a PUBACK is all there is: sent, and nothing is subscribed") {
  UplinkRig rig({.answers = Answers::off});
  rig.source.add("gw:m1");
  rig.connect();
  CHECK(rig.broker.subscribed.empty());
  rig.broker.acknowledge_all();
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::no_verdict);
}

TEST_CASE("a refused wildcard is replaced by exact filters for as many things as a connection may hear") {
  UplinkRig rig;
  for (int i = 0; i < 30; ++i) rig.source.add("gw:m" + std::to_string(i));
  rig.uplink->start();
  rig.broker.connect();
  rig.broker.answer_subscriptions(0x87);
  for (int i = 0; i < 60; ++i) {
    rig.broker.answer_subscriptions();
    rig.broker.acknowledge_all();
    rig.clock.advance(100ms);
  }
  REQUIRE(rig.broker.published.size() == 30);
  std::size_t filters = 0;
  for (std::size_t i = 1; i < rig.broker.subscribed.size(); ++i) {
    CHECK(rig.broker.subscribed[i].filters.size() <= 8);
    filters += rig.broker.subscribed[i].filters.size();
  }
  CHECK(filters == 50);
  CHECK(rig.broker.subscribed[1].filters[0] == "$aws/things/gw:m0/defender/metrics/json/accepted");
  // The five that cannot be heard are settled by their PUBACK; the others await verdicts.
  CHECK(rig.book.settlements.size() == 5);
  CHECK(rig.book.settlements[0].thing == "gw:m25");
  CHECK(rig.uplink->snapshot().waiting_answers == 25);
  rig.answer(rig.source.pulled[3], true);
  CHECK(rig.last().kind == Kind::accepted);
  CHECK_THAT(rig.uplink->snapshot().detail, Contains("wildcard refused") && Contains("25"));
}

TEST_CASE("a publish the broker refuses is told with its code, and hurts nobody else") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.source.add("gw:m2");
  rig.connect();
  REQUIRE(rig.broker.published.size() == 2);
  rig.broker.acknowledge(rig.broker.published[0].ticket, 0x87);
  rig.broker.acknowledge(rig.broker.published[1].ticket);
  rig.answer(rig.source.pulled[1], true);
  REQUIRE(rig.book.settlements.size() == 2);
  CHECK(rig.book.settlements[0].kind == Kind::refused);
  CHECK(rig.book.settlements[0].code == "0x87");
  CHECK_THAT(rig.book.settlements[0].detail, Contains("not authorized"));
  CHECK(rig.book.settlements[1].kind == Kind::accepted);
  CHECK_THAT(rig.uplink->snapshot().last_error, Contains("gw:m1"));
}

TEST_CASE("over quota, the uplink is quiet for some seconds, then the same report goes again under its id") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.acknowledge(rig.broker.published[0].ticket, 0x97);
  CHECK(rig.book.settlements.empty());
  rig.source.add("gw:m2");
  rig.uplink->wake();
  rig.clock.advance(4900ms);
  CHECK(rig.broker.published.size() == 1);
  rig.clock.advance(500ms);
  REQUIRE(rig.broker.published.size() == 2);
  CHECK(rig.broker.published[1].payload == rig.broker.published[0].payload);
  rig.broker.acknowledge_all();
  CHECK(rig.broker.published.size() == 3);
  rig.answer(rig.source.pulled[0], true);
  CHECK(rig.last().kind == Kind::accepted);
}

TEST_CASE("a report the broker never has room for is given up when it is no longer current") {
  UplinkRig rig({.resend_for = 60s});
  rig.source.add("gw:m1");
  rig.connect();
  for (int i = 0; i < 100 && rig.book.settlements.empty(); ++i) {
    rig.broker.acknowledge_all(0x97);
    rig.clock.advance(1s);
  }
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::outdated);
  CHECK(rig.last().code == "outdated");
  CHECK_THAT(rig.last().detail, Contains("the broker wants less: quota exceeded (0x97)"));
  CHECK(rig.uplink->snapshot().count.outcomes.turned_away() == 0);
}

TEST_CASE("hearing rejections only, a report costs one publish, and one that is not rejected is only sent") {
  UplinkRig rig({.answers = Answers::rejected, .publishes_per_second = 10});
  for (int i = 0; i < 3; ++i) rig.source.add("gw:m" + std::to_string(i));
  rig.uplink->start();
  rig.broker.connect();
  REQUIRE(rig.broker.waiting_subscriptions.size() == 1);
  CHECK(rig.broker.waiting_subscriptions[0].filters ==
        std::vector<std::string>{"$aws/things/+/defender/metrics/json/rejected"});
  rig.broker.answer_subscriptions();
  rig.clock.advance(210ms);  // two more at ten a second; with answers, one
  REQUIRE(rig.broker.published.size() == 3);
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled[1], false);
  CHECK(rig.last().kind == Kind::rejected);
  rig.clock.advance(31s);
  REQUIRE(rig.book.settlements.size() == 3);
  CHECK(rig.last().kind == Kind::no_verdict);
}

TEST_CASE("a report that is too large is never published") {
  UplinkRig rig;
  SECTION("for the service") {
    rig.source.add("gw:m1", {}, std::string(128'001, 'x'));
    rig.source.add("gw:m2", {}, std::string(128'000, 'x'));
    rig.connect();
    rig.clock.advance(1s);
  }
  SECTION("for what the broker announced") {
    const std::size_t around = report_topic("gw:m1", Format::json).size() + 10;
    rig.source.add("gw:m1", {}, std::string(1001 - around, 'x'));
    rig.source.add("gw:m2", {}, std::string(1000 - around, 'x'));
    mqtt::ConnAck ack;
    ack.maximum_packet_size = 1000;
    rig.connect(ack);
  }
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::refused);
  CHECK(rig.last().code == "too-large");
  REQUIRE(rig.broker.published.size() == 1);
  CHECK_THAT(rig.broker.published[0].topic, Contains("gw:m2"));
}

TEST_CASE("no more is under way than the broker can receive, and each acknowledgement lets one follow") {
  UplinkRig rig({.publishes_per_second = 10'000, .bytes_per_second = 1e9, .burst = 1s});
  for (int i = 0; i < 300; ++i) rig.source.add("gw:m" + std::to_string(i));
  mqtt::ConnAck ack;
  SECTION("Receive Maximum") {
    ack.receive_maximum = 7;
    rig.connect(ack);
    CHECK(rig.broker.open_publishes() == 7);
    CHECK(rig.source.pulled.size() == 7);
    rig.broker.acknowledge(rig.broker.published[3].ticket);
    CHECK(rig.broker.published.size() == 8);
    CHECK(rig.broker.open_publishes() == 7);
  }
  SECTION("the service's hundred") {
    rig.connect(ack);
    CHECK(rig.broker.open_publishes() == 100);
  }
}

TEST_CASE("a report is pulled only when it can leave: without a connection the source is not asked") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.uplink->start();
  rig.clock.advance(5s);
  CHECK(rig.source.asked == 0);
}

TEST_CASE("a source that becomes due is served at its moment, without being asked in between") {
  UplinkRig rig;
  rig.connect();
  const SteadyTime due = rig.clock.now() + 90s;
  rig.source.add("gw:m1", due);
  rig.uplink->wake();
  const int asked = rig.source.asked;
  rig.clock.advance(89s);
  CHECK(rig.source.asked == asked);
  rig.clock.advance(1s);
  REQUIRE(rig.book.sent_at.size() == 1);
  CHECK(rig.book.sent_at[0].second == due);
}

TEST_CASE(
    "in no second more leaves than the limit allows, counting the answers, at the start and after a "
    "reconnect") {
  UplinkRig rig;
  for (int i = 0; i < 400; ++i) rig.source.add("gw:m" + std::to_string(i));
  rig.connect();
  const auto live = [&](Duration time) {
    for (Duration t{}; t < time; t += 10ms) {
      rig.broker.acknowledge_all();
      rig.clock.advance(10ms);
    }
  };
  live(3s);
  rig.broker.lose();
  rig.clock.advance(5s);
  if (!rig.broker.has_session()) rig.until_next_attempt();
  rig.connect();
  live(8s);
  CHECK(rig.source.left() == 0);
  const auto& sent = rig.book.sent_at;
  for (std::size_t first = 0; first < sent.size(); ++first) {
    std::size_t in_second = 0;
    for (std::size_t i = first; i < sent.size() && sent[i].second < sent[first].second + 1s; ++i) ++in_second;
    REQUIRE(in_second * 2 <= 100);
  }
  CHECK(rig.uplink->snapshot().publishes_per_second > 1);
}

TEST_CASE("stopping sends what is due, waits for the verdicts, says goodbye, and then all is settled") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.source.add("gw:m2");
  rig.source.add("gw:m3", rig.clock.now() + 2s);  // due later: not sent
  bool done = false;
  rig.uplink->drain(rig.clock.now() + 8s, [&] { done = true; });
  rig.clock.advance(100ms);
  REQUIRE(rig.broker.published.size() == 2);
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled[0], true);
  CHECK_FALSE(rig.broker.close_asked);
  SECTION("all answered") {
    rig.answer(rig.source.pulled[1], true);
    CHECK(rig.broker.close_asked);
    CHECK_FALSE(done);
    rig.broker.lose("closed");
    rig.clock.advance(0s);
    CHECK(done);
    CHECK(rig.last().kind == Kind::accepted);
  }
  SECTION("one is not answered in time") {
    rig.clock.advance(8s);
    CHECK(rig.broker.close_asked);
    rig.clock.advance(1s);  // the broker does not answer either
    CHECK(done);
    CHECK(rig.last().kind == Kind::no_verdict);
  }
  CHECK(rig.book.settlements.size() == 2);
  CHECK(rig.source.left() == 1);
}

TEST_CASE("stopping without a connection does not wait") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.lose();
  bool done = false;
  rig.uplink->drain(rig.clock.now() + 8s, [&] {
    done = true;
    rig.uplink.reset();  // as the composition does
  });
  CHECK_FALSE(done);
  rig.clock.advance(0s);
  CHECK(done);
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::no_verdict);  // sent, but its fate is unknown
}

TEST_CASE("an uplink that is replaced settles what it holds") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.uplink.reset();
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().kind == Kind::no_verdict);
}

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/uplink/site.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using Kind = Outcome::Kind;

TEST_CASE("a due report is published on its thing's topic and settled by its verdict") {
  Site site;
  site.source.format = GENERATE(Format::json, Format::cbor);
  site.settings.formats = {site.source.format};
  site.make();
  site.source.add("gw:m1");
  site.connect();
  REQUIRE(site.broker.published.size() == 1);
  const auto& sent = site.broker.published[0];
  CHECK(sent.topic == report_topic("gw:m1", site.source.format));
  CHECK(sent.qos == 1);
  CHECK_FALSE(sent.retain);
  CHECK(sent.payload == site.source.pulled[0].bytes);
  CHECK(site.book.sent_at.size() == 1);
  CHECK(site.book.settlements.empty());

  site.broker.acknowledge(sent.ticket);
  CHECK(site.book.settlements.empty());  // a PUBACK is no verdict
  SECTION("accepted") {
    site.answer(site.source.pulled[0], true);
    REQUIRE(site.book.settlements.size() == 1);
    CHECK(site.last().kind == Kind::accepted);
    CHECK(site.last().id == site.source.pulled[0].id);
    CHECK(site.last().thing == "gw:m1");
  }
  SECTION("accepted, without saying which report") {
    site.answer(site.source.pulled[0], true, false);
    CHECK(site.last().kind == Kind::accepted);
  }
  SECTION("rejected") {
    site.answer(site.source.pulled[0], false);
    CHECK(site.last().kind == Kind::rejected);
    CHECK(site.last().code == "InvalidPayload");
    CHECK(site.last().detail == "because");
  }
  SECTION("throttled") {
    site.answer(site.source.pulled[0], false, true, "Throttled");
    CHECK(site.last().kind == Kind::throttled);
  }
  SECTION("never") {
    site.clock.advance(29s);
    CHECK(site.book.settlements.empty());
    site.clock.advance(1s);
    REQUIRE(site.book.settlements.size() == 1);
    CHECK(site.last().kind == Kind::no_verdict);
    site.answer(site.source.pulled[0], true);  // too late: known, but nobody waits
    CHECK(site.book.settlements.size() == 1);
    CHECK(site.uplink->snapshot().count.stale_answers == 1);
  }
}

TEST_CASE("a verdict may overtake its PUBACK") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.answer(site.source.pulled[0], true);
  CHECK(site.last().kind == Kind::accepted);
  CHECK(site.uplink->snapshot().in_flight == 1);  // the window counts acknowledgements
  site.broker.acknowledge_all();
  CHECK(site.uplink->snapshot().in_flight == 0);
  CHECK(site.book.settlements.size() == 1);
}

TEST_CASE("an answer about another report of the thing settles nothing") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.acknowledge_all();
  Publication other = site.source.pulled[0];
  other.id = ReportId{17};
  site.answer(other, false);
  CHECK(site.book.settlements.empty());
  CHECK(site.uplink->snapshot().count.stale_answers == 1);
}

TEST_CASE("answers for other gateways' things are dropped by topic, undecoded, and counted") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.deliver("$aws/things/other:m1/defender/metrics/json/accepted", "not even json");
  site.broker.deliver("something/else", "x");
  const auto seen = site.uplink->snapshot();
  CHECK(seen.count.foreign_answers == 2);
  CHECK(seen.count.bad_answers == 0);
  CHECK(site.book.settlements.empty());
}

TEST_CASE("answers that cannot be decoded, or contradict their topic, are counted and the last one shown") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "{\"status\":\xFF");
  CHECK(site.uplink->snapshot().count.bad_answers == 1);
  CHECK_THAT(site.uplink->snapshot().last_bad_answer, Contains("gw:m1") && Contains("{\"status\":\\xFF"));
  site.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "{\"status\":\"REJECTED\"}");
  CHECK(site.uplink->snapshot().count.bad_answers == 2);
  CHECK(site.book.settlements.empty());
}

TEST_CASE("a retained answer is from another time") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  Verdict v;
  v.accepted = true;
  site.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", encode_verdict(Format::json, v),
                      true);
  CHECK(site.book.settlements.empty());
  CHECK(site.uplink->snapshot().count.stale_answers == 1);
}

TEST_CASE("nothing is published before the subscriptions are answered, or the broker has had its time") {
  Site site;
  site.source.add("gw:m1");
  site.uplink->start();
  site.broker.connect();
  REQUIRE(site.broker.subscribed.size() == 1);
  CHECK(site.broker.subscribed[0].filters ==
        std::vector<std::string>{"$aws/things/+/defender/metrics/json/accepted",
                                 "$aws/things/+/defender/metrics/json/rejected"});
  CHECK(site.broker.published.empty());
  CHECK(site.source.pulled.empty());  // the report stays open: what is sent is current
  SECTION("answered") {
    site.broker.answer_subscriptions();
    CHECK(site.broker.published.size() == 1);
  }
  SECTION("silence") {
    site.clock.advance(10s);
    CHECK(site.broker.published.size() == 1);
  }
}

TEST_CASE("without answers a PUBACK is all there is: sent, and nothing is subscribed") {
  Site site({.answers = Answers::off});
  site.source.add("gw:m1");
  site.connect();
  CHECK(site.broker.subscribed.empty());
  site.broker.acknowledge_all();
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::no_verdict);
}

TEST_CASE("a refused wildcard is replaced by exact filters for as many things as a connection may hear") {
  Site site;
  for (int i = 0; i < 30; ++i) site.source.add("gw:m" + std::to_string(i));
  site.uplink->start();
  site.broker.connect();
  site.broker.answer_subscriptions(0x87);
  for (int i = 0; i < 60; ++i) {
    site.broker.answer_subscriptions();
    site.broker.acknowledge_all();
    site.clock.advance(100ms);
  }
  REQUIRE(site.broker.published.size() == 30);
  std::size_t filters = 0;
  for (std::size_t i = 1; i < site.broker.subscribed.size(); ++i) {
    CHECK(site.broker.subscribed[i].filters.size() <= 8);
    filters += site.broker.subscribed[i].filters.size();
  }
  CHECK(filters == 50);
  CHECK(site.broker.subscribed[1].filters[0] == "$aws/things/gw:m0/defender/metrics/json/accepted");
  // The five that cannot be heard are settled by their PUBACK, the others wait for their verdicts.
  CHECK(site.book.settlements.size() == 5);
  CHECK(site.book.settlements[0].thing == "gw:m25");
  CHECK(site.uplink->snapshot().waiting_answers == 25);
  site.answer(site.source.pulled[3], true);
  CHECK(site.last().kind == Kind::accepted);
  CHECK_THAT(site.uplink->snapshot().detail, Contains("wildcard refused") && Contains("25"));
}

TEST_CASE("a publish the broker refuses is told with its code, and hurts nobody else") {
  Site site;
  site.source.add("gw:m1");
  site.source.add("gw:m2");
  site.connect();
  REQUIRE(site.broker.published.size() == 2);
  site.broker.acknowledge(site.broker.published[0].ticket, 0x87);
  site.broker.acknowledge(site.broker.published[1].ticket);
  site.answer(site.source.pulled[1], true);
  REQUIRE(site.book.settlements.size() == 2);
  CHECK(site.book.settlements[0].kind == Kind::refused);
  CHECK(site.book.settlements[0].code == "0x87");
  CHECK_THAT(site.book.settlements[0].detail, Contains("not authorized"));
  CHECK(site.book.settlements[1].kind == Kind::accepted);
  CHECK_THAT(site.uplink->snapshot().last_error, Contains("gw:m1"));
}

TEST_CASE("over quota, the uplink is quiet for some seconds, then the same report goes again under its id") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.acknowledge(site.broker.published[0].ticket, 0x97);
  CHECK(site.book.settlements.empty());
  site.source.add("gw:m2");
  site.uplink->wake();
  site.clock.advance(4900ms);
  CHECK(site.broker.published.size() == 1);
  site.clock.advance(500ms);
  REQUIRE(site.broker.published.size() == 2);
  CHECK(site.broker.published[1].payload == site.broker.published[0].payload);
  site.broker.acknowledge_all();
  CHECK(site.broker.published.size() == 3);
  site.answer(site.source.pulled[0], true);
  CHECK(site.last().kind == Kind::accepted);
}

TEST_CASE("a report the broker never has room for is given up when it is no longer current") {
  Site site({.resend_for = 60s});
  site.source.add("gw:m1");
  site.connect();
  for (int i = 0; i < 100 && site.book.settlements.empty(); ++i) {
    site.broker.acknowledge_all(0x97);
    site.clock.advance(1s);
  }
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::refused);
  CHECK(site.last().code == "outdated");
}

TEST_CASE("hearing rejections only, a report costs one publish, and one that is not rejected is only sent") {
  Site site({.answers = Answers::rejected, .publishes_per_second = 10});
  for (int i = 0; i < 3; ++i) site.source.add("gw:m" + std::to_string(i));
  site.uplink->start();
  site.broker.connect();
  REQUIRE(site.broker.waiting_subscriptions.size() == 1);
  CHECK(site.broker.waiting_subscriptions[0].filters ==
        std::vector<std::string>{"$aws/things/+/defender/metrics/json/rejected"});
  site.broker.answer_subscriptions();
  site.clock.advance(210ms);  // two more at ten a second; with answers it would be one
  REQUIRE(site.broker.published.size() == 3);
  site.broker.acknowledge_all();
  site.answer(site.source.pulled[1], false);
  CHECK(site.last().kind == Kind::rejected);
  site.clock.advance(31s);
  REQUIRE(site.book.settlements.size() == 3);
  CHECK(site.last().kind == Kind::no_verdict);
}

TEST_CASE("a report that is too large is never published") {
  Site site;
  SECTION("for the service") {
    site.source.add("gw:m1", {}, std::string(128'001, 'x'));
    site.source.add("gw:m2", {}, std::string(128'000, 'x'));
    site.connect();
    site.clock.advance(1s);
  }
  SECTION("for what the broker announced") {
    const std::size_t around = report_topic("gw:m1", Format::json).size() + 10;
    site.source.add("gw:m1", {}, std::string(1001 - around, 'x'));
    site.source.add("gw:m2", {}, std::string(1000 - around, 'x'));
    mqtt::ConnAck ack;
    ack.maximum_packet_size = 1000;
    site.connect(ack);
  }
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::refused);
  CHECK(site.last().code == "too-large");
  REQUIRE(site.broker.published.size() == 1);
  CHECK_THAT(site.broker.published[0].topic, Contains("gw:m2"));
}

TEST_CASE("no more is under way than the broker can receive, and each acknowledgement lets one follow") {
  Site site({.publishes_per_second = 10'000, .bytes_per_second = 1e9, .burst = 1s});
  for (int i = 0; i < 300; ++i) site.source.add("gw:m" + std::to_string(i));
  mqtt::ConnAck ack;
  SECTION("Receive Maximum") {
    ack.receive_maximum = 7;
    site.connect(ack);
    CHECK(site.broker.open_publishes() == 7);
    CHECK(site.source.pulled.size() == 7);
    site.broker.acknowledge(site.broker.published[3].ticket);
    CHECK(site.broker.published.size() == 8);
    CHECK(site.broker.open_publishes() == 7);
  }
  SECTION("the service's hundred") {
    site.connect(ack);
    CHECK(site.broker.open_publishes() == 100);
  }
}

TEST_CASE("a report is pulled only when it can leave: without a connection the source is not asked") {
  Site site;
  site.source.add("gw:m1");
  site.uplink->start();
  site.clock.advance(5s);
  CHECK(site.source.asked == 0);
}

TEST_CASE("a source that becomes due is served at its moment, without being asked in between") {
  Site site;
  site.connect();
  const SteadyTime due = site.clock.now() + 90s;
  site.source.add("gw:m1", due);
  site.uplink->wake();
  const int asked = site.source.asked;
  site.clock.advance(89s);
  CHECK(site.source.asked == asked);
  site.clock.advance(1s);
  REQUIRE(site.book.sent_at.size() == 1);
  CHECK(site.book.sent_at[0].second == due);
}

TEST_CASE(
    "in no second more leaves than the limit allows, counting the answers, at the start and after a "
    "reconnect") {
  Site site;
  for (int i = 0; i < 400; ++i) site.source.add("gw:m" + std::to_string(i));
  site.connect();
  const auto live = [&](Duration time) {
    for (Duration t{}; t < time; t += 10ms) {
      site.broker.acknowledge_all();
      site.clock.advance(10ms);
    }
  };
  live(3s);
  site.broker.lose();
  site.clock.advance(5s);
  if (!site.broker.has_session()) site.until_next_attempt();
  site.connect();
  live(8s);
  CHECK(site.source.left() == 0);
  const auto& sent = site.book.sent_at;
  for (std::size_t first = 0; first < sent.size(); ++first) {
    std::size_t in_second = 0;
    for (std::size_t i = first; i < sent.size() && sent[i].second < sent[first].second + 1s; ++i) ++in_second;
    REQUIRE(in_second * 2 <= 100);
  }
  CHECK(site.uplink->snapshot().publishes_per_second > 1);
}

TEST_CASE("stopping sends what is due, waits for the verdicts, says goodbye, and then all is settled") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.source.add("gw:m2");
  site.source.add("gw:m3", site.clock.now() + 2s);  // due later: stays
  bool done = false;
  site.uplink->drain(site.clock.now() + 8s, [&] { done = true; });
  site.clock.advance(100ms);
  REQUIRE(site.broker.published.size() == 2);
  site.broker.acknowledge_all();
  site.answer(site.source.pulled[0], true);
  CHECK_FALSE(site.broker.close_asked);
  SECTION("all answered") {
    site.answer(site.source.pulled[1], true);
    CHECK(site.broker.close_asked);
    CHECK_FALSE(done);
    site.broker.lose("closed");
    site.clock.advance(0s);
    CHECK(done);
    CHECK(site.last().kind == Kind::accepted);
  }
  SECTION("one is not answered in time") {
    site.clock.advance(8s);
    CHECK(site.broker.close_asked);
    site.clock.advance(1s);  // the broker says nothing either
    CHECK(done);
    CHECK(site.last().kind == Kind::no_verdict);
  }
  CHECK(site.book.settlements.size() == 2);
  CHECK(site.source.left() == 1);
}

TEST_CASE("stopping without a connection does not wait") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.broker.lose();
  bool done = false;
  site.uplink->drain(site.clock.now() + 8s, [&] {
    done = true;
    site.uplink.reset();  // as the composition does
  });
  CHECK_FALSE(done);
  site.clock.advance(0s);
  CHECK(done);
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::no_verdict);  // it was sent, and nobody knows what became of it
}

TEST_CASE("an uplink that is replaced settles what it holds") {
  Site site;
  site.source.add("gw:m1");
  site.connect();
  site.uplink.reset();
  REQUIRE(site.book.settlements.size() == 1);
  CHECK(site.last().kind == Kind::no_verdict);
}

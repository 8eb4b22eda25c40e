#include <catch2/catch.hpp>

#include "gateway/stand_in/stand_in.hpp"
#include "gateway/stand_in/stand_in_text.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_session.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct Play {
  explicit Play(OrderedFaults faults = {}, Duration floor = 300s)
      : stand_in({.target = {}, .floor = floor, .faults = faults}, clock, broker.factory(), 1) {
    stand_in.start();
    broker.connect();
    broker.answer_subscriptions();
  }
  void report(const std::string& thing, std::uint64_t id, const std::string& rest = "") {
    broker.deliver(report_topic(thing, Format::json),
                   "{\"header\":{\"report_id\":" + std::to_string(id) +
                       ",\"version\":\"1.0\"},\"metrics\":{\"network_stats\":{\"bytes_in\":" +
                       (rest.empty() ? "5" : rest) + "}}}");
  }
  Verdict last_answer() const {
    const Published& p = broker.published.back();
    auto v = parse_verdict(parse_answer_topic(p.topic).value().format, p.payload);
    REQUIRE(v);
    CHECK(v->accepted == parse_answer_topic(p.topic)->accepted);
    return *v;
  }
  std::size_t answers() const { return broker.published.size(); }

  ManualClock clock;
  ScriptedBroker broker;
  StandIn stand_in;
};

}  // namespace

TEST_CASE("the stand-in hears reports of every thing in both formats") {
  Play play;
  REQUIRE(play.broker.subscribed.size() == 1);
  CHECK(play.broker.subscribed[0].filters == std::vector<std::string>{"$aws/things/+/defender/metrics/json",
                                                                      "$aws/things/+/defender/metrics/cbor"});
  CHECK(play.stand_in.ready());
  CHECK(play.stand_in.was_ready());
}

TEST_CASE("a stand-in that was never granted its subscription was never ready") {
  ManualClock clock;
  ScriptedBroker broker;
  StandIn stand_in({.target = {}, .floor = 300s, .faults = {}}, clock, broker.factory(), 1);
  stand_in.start();
  broker.connect();
  broker.answer_subscriptions(0x87);
  CHECK_FALSE(stand_in.was_ready());
}

TEST_CASE("a good report is accepted with its thing, its id and the time") {
  Play play;
  play.report("gw:m1", 17);
  REQUIRE(play.answers() == 1);
  CHECK(play.broker.published[0].topic == "$aws/things/gw:m1/defender/metrics/json/accepted");
  CHECK_FALSE(play.broker.published[0].retain);
  const Verdict v = play.last_answer();
  CHECK(v.thing == "gw:m1");
  CHECK(v.id == ReportId{17});
  CHECK(v.timestamp_ms == play.clock.wall().time_since_epoch().count());
  CHECK(play.stand_in.things().at("gw:m1").accepted == 1);
}

TEST_CASE("answers wait here, bounded, for a broker that takes them and acknowledges none") {
  Play play;
  constexpr std::size_t kReports = 3000;
  for (std::size_t i = 0; i < kReports; ++i) play.report("gw:m" + std::to_string(i), 1);
  CHECK(play.answers() == 1000);
  play.broker.acknowledge_all();
  CHECK(play.answers() == 2000);
  play.broker.lose();  // those on the way may be lost, those that wait are not
  CHECK(play.answers() == 2000);
  play.clock.advance(20s);
  play.broker.connect();
  CHECK(play.answers() == kReports);
}

TEST_CASE("a CBOR report is answered in CBOR") {
  Play play;
  // {"hed": {"rid": 5, "v": "1.0"}, "met": {}}
  const std::string cbor(
      "\xA2\x63hed\xA2\x63rid\x05\x61v\x63"
      "1.0\x63met\xA0",
      22);
  play.broker.deliver(report_topic("gw:m1", Format::cbor), cbor);
  REQUIRE(play.answers() == 1);
  CHECK(play.broker.published[0].topic == "$aws/things/gw:m1/defender/metrics/cbor/accepted");
  CHECK(play.last_answer().id == ReportId{5});
}

TEST_CASE("a malformed report is rejected with InvalidPayload and its fault is kept for the operator") {
  Play play;
  play.broker.deliver(report_topic("gw:m1", Format::json), "{\"header\":");
  REQUIRE(play.answers() == 1);
  CHECK(play.broker.published[0].topic == "$aws/things/gw:m1/defender/metrics/json/rejected");
  CHECK(play.last_answer().code == "InvalidPayload");
  CHECK(play.last_answer().detail == "Malformed metrics report");
  CHECK_THAT(play.stand_in.last_problem(), Contains("gw:m1: "));
  CHECK(play.stand_in.total().invalid == 1);
}

TEST_CASE("a report too soon after the last one of its thing is throttled; another thing's is not") {
  Play play;
  play.report("gw:m1", 1);
  play.clock.advance(299s);
  play.report("gw:m1", 2);
  CHECK(play.last_answer().code == "Throttled");
  play.report("gw:m2", 2);
  CHECK(play.last_answer().accepted);
  play.clock.advance(1s);
  play.report("gw:m1", 3);
  CHECK(play.last_answer().accepted);
  CHECK(play.stand_in.total().throttled == 1);
}

TEST_CASE(
    "a report id used before gets no answer: the same report again is a resend, another one is a fault") {
  Play play;
  play.report("gw:m1", 1);
  play.clock.advance(400s);
  play.report("gw:m1", 1);
  CHECK(play.answers() == 1);
  CHECK(play.stand_in.total().resent == 1);
  CHECK(play.stand_in.total().repeated_ids == 0);
  play.report("gw:m1", 1, "6");
  CHECK(play.answers() == 1);
  CHECK(play.stand_in.total().repeated_ids == 1);
}

TEST_CASE("faults to order: every n-th is rejected, or taken in silence") {
  Play rejecting({.reject_every = 3}, 0s), silent({.silent_every = 3}, 0s);
  for (std::uint64_t id = 1; id <= 9; ++id) {
    rejecting.report("gw:m1", id);
    silent.report("gw:m1", id);
  }
  CHECK(rejecting.answers() == 9);
  CHECK(rejecting.stand_in.total().faults == 3);
  CHECK(rejecting.stand_in.total().accepted == 6);
  CHECK(rejecting.broker.published[2].topic == "$aws/things/gw:m1/defender/metrics/json/rejected");
  CHECK(silent.answers() == 6);
  CHECK(silent.stand_in.total().faults == 3);
}

TEST_CASE("faults to order: late answers come at their time and in order") {
  Play play({.delay = 2s}, 0s);
  play.report("gw:m1", 1);
  play.clock.advance(1s);
  play.report("gw:m2", 2);
  CHECK(play.answers() == 0);
  play.clock.advance(1s);
  REQUIRE(play.answers() == 1);
  CHECK(play.last_answer().id == ReportId{1});
  play.clock.advance(1s);
  CHECK(play.answers() == 2);
}

TEST_CASE("faults to order: answers without a report id") {
  Play play({.no_report_id = true});
  play.report("gw:m1", 1);
  CHECK_FALSE(play.last_answer().id);
}

TEST_CASE("the stand-in comes back after the connection ended and remembers what it saw") {
  Play play;
  play.report("gw:m1", 1);
  play.broker.lose("the cable");
  CHECK_FALSE(play.stand_in.ready());
  CHECK(play.stand_in.was_ready());
  CHECK(play.stand_in.last_error() == "the cable");
  play.clock.advance(2s);
  play.broker.connect();
  play.broker.answer_subscriptions();
  CHECK(play.stand_in.ready());
  play.report("gw:m1", 2);
  CHECK(play.last_answer().code == "Throttled");
}

TEST_CASE("a stand-in's count is one line, and one JSON object") {
  Play play;
  play.report("gw:m1", 1);
  CHECK(to_line(play.stand_in) ==
        "things=1 reports=1 accepted=1 invalid=0 throttled=0 faults=0 resent=0 repeated_ids=0 ids_back=0");
  CHECK_THAT(to_json(play.stand_in, true),
             Contains("\"accepted\":1") && Contains("\"per_thing\":{\"gw:m1\":{"));
  play.broker.lose("gone");
  CHECK_THAT(to_line(play.stand_in), Contains("not connected: gone"));
}

TEST_CASE("every report is told with what became of it, as one line of JSON") {
  ManualClock clock;
  ScriptedBroker broker;
  std::vector<std::string> lines;
  StandIn stand_in({.target = {},
                    .floor = 300s,
                    .judged = [&](const JudgedReport& r) { lines.push_back(to_json(r, clock.wall())); }},
                   clock, broker.factory(), 1);
  stand_in.start();
  broker.connect();
  broker.answer_subscriptions();
  const auto report = [&](const std::string& bytes) {
    broker.deliver(report_topic("gw:m1", Format::json), bytes);
  };
  const std::string good = R"({"header":{"report_id":7,"version":"1.0"},"metrics":{}})";
  report(good);
  report(good);
  report(R"({"header":{"report_id":7,"version":"1.0"},"metrics":{"network_stats":{"bytes_in":1}}})");
  report(R"({"header":{"report_id":8,"version":"1.0"},"metrics":{}})");
  report("rubbish");
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == R"({"at_ms":1790000000000,"thing":"gw:m1","ruling":"accepted","report":)" + good + "}");
  CHECK_THAT(lines[1], Contains(R"("ruling":"resent")"));
  CHECK_THAT(lines[2], Contains(R"("ruling":"repeated_id")"));
  CHECK_THAT(lines[3], Contains(R"("ruling":"throttled")"));
  CHECK_THAT(lines[4], Contains(R"("ruling":"invalid","report":null)"));
}

TEST_CASE("what strangers asked too much of stands in the line and in the JSON") {
  Play play;
  play.report(std::string(200, 'n'), 1);
  play.report("gw:\xE2\x80\xAE", 1);
  CHECK(play.answers() == 1);
  CHECK_THAT(to_line(play.stand_in), Contains(" refused_names=1") && Contains("at most 128 bytes"));
  CHECK_THAT(to_json(play.stand_in, true), Contains("\"refused_names\":1") && Contains("gw:\\u202e"));
}

TEST_CASE("answers that wait take a stated number of bytes, and the others are counted") {
  Play play({.delay = 1h}, 0s);
  for (std::uint64_t i = 1; i <= 120'000; ++i) play.report("gw:m" + std::to_string(i % 40'000), i);
  CHECK(play.answers() == 0);
  const auto dropped = play.stand_in.turned_away().at("dropped_answers");
  CHECK(dropped >= 20'000);
  play.clock.advance(1h);
  while (play.broker.open_publishes() > 0) {  // a connection takes a thousand without an acknowledgement
    play.broker.lose();
    play.clock.advance(20s);
    play.broker.connect();
  }
  CHECK(play.answers() == 120'000 - dropped);
}

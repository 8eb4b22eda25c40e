// Answers that strangers send: to their own things, which the wildcard of our subscription matches too, or to ours.
#include <catch2/catch.hpp>

#include "gateway/mqtt/reasons.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Contains;

namespace {

constexpr const char* kForeign = "$aws/things/other:m1/defender/metrics/json/accepted";

// Every report is acknowledged and accepted at once, and another is always due.
struct Crowded {
  UplinkRig rig;
  std::string topic = kForeign, payload = "{}";  // of strangers' answers
  bool service_answers = true;
  std::size_t answered = 0;

  Crowded() {
    rig.settings.in_flight = 100;
    rig.make();
    for (int i = 0; i < 20; ++i) rig.source.add("gw:m" + std::to_string(i));
    rig.connect();
  }
  // How many reports were accepted meanwhile.
  std::size_t pass(Duration time, double strangers_per_second) {
    const std::size_t before = rig.book.settlements.size();
    double due = 0;
    for (const SteadyTime end = rig.clock.now() + time; rig.clock.now() < end;) {
      for (due += strangers_per_second / 100; due >= 1; due -= 1) rig.broker.deliver(topic, payload);
      rig.broker.acknowledge_all();
      for (; service_answers && answered < rig.source.pulled.size(); ++answered)
        rig.answer(rig.source.pulled[answered], true);
      while (rig.source.left() < 20) rig.source.add("gw:m1");
      rig.clock.advance(10ms);
    }
    return rig.book.settlements.size() - before;
  }
  // How many reports were sent meanwhile.
  std::size_t sent(Duration time) {
    const std::size_t before = rig.source.pulled.size();
    (void)pass(time, 0);
    return rig.source.pulled.size() - before;
  }
};

std::string accepted(std::string_view thing, std::uint64_t id) {
  Verdict verdict;
  verdict.thing = thing;
  verdict.id = ReportId{id};
  verdict.accepted = true;
  return encode_verdict(Format::json, verdict);
}

}  // namespace

TEST_CASE("own reports keep half of the rate, however many answers to others come") {
  Crowded site;
  const std::size_t alone = site.pass(20s, 0);
  CHECK(alone >= 900);  // 95 publishes a second, two for each report
  for (const double strangers : {100.0, 300.0, 1000.0, 10'000.0}) {
    (void)site.pass(2s, strangers);  // the first second's worth of their share
    CHECK(site.pass(20s, strangers) >= alone * 49 / 100);
  }
  (void)site.pass(1s, 0);
  CHECK(site.pass(20s, 0) >= alone - 2);
}

TEST_CASE("own reports keep half of the rate in bytes, however large the answers to others are") {
  Crowded site;
  site.payload = std::string(100'000, ' ');
  const std::size_t alone = site.pass(20s, 0);
  (void)site.pass(2s, 100);
  CHECK(site.pass(20s, 100) >= alone * 49 / 100);
}

TEST_CASE("a crowd of others is told once with its remedy, and stands in the status while it lasts") {
  LogCapture captured;
  Crowded site;
  (void)site.pass(5s, 300);
  CHECK(captured.count("crowded_by_others") == 0);  // a burst
  (void)site.pass(30s, 300);
  CHECK(captured.count("crowded_by_others") == 1);
  CHECK_THAT(captured.text(), Contains("iot:Receive"));
  CHECK_THAT(site.rig.uplink->snapshot().detail,
             Contains("answers to others' things take half of the rate") && Contains("narrow iot:Receive"));
  CHECK(site.rig.uplink->snapshot().count.crowding_answers > 1000);
  (void)site.pass(61s, 10);
  CHECK(site.rig.uplink->snapshot().detail.find("others'") == std::string::npos);
  (void)site.pass(30s, 300);
  CHECK(captured.count("crowded_by_others") == 2);
}

TEST_CASE("few answers to others are no crowd") {
  LogCapture captured;
  Crowded site;
  (void)site.pass(60s, 20);
  CHECK(captured.count("crowded_by_others") == 0);
  CHECK(site.rig.uplink->snapshot().count.crowding_answers == 0);
}

TEST_CASE("own rejections, where only those are heard, are no strangers'") {
  UplinkRig rig;
  rig.settings.answers = Answers::rejected;
  rig.make();
  for (int i = 0; i < 300; ++i) rig.source.add("gw:m" + std::to_string(i));
  rig.connect();
  std::size_t answered = 0;
  for (int i = 0; i < 1000; ++i) {
    rig.broker.acknowledge_all();
    for (; answered < rig.source.pulled.size(); ++answered) rig.answer(rig.source.pulled[answered], false);
    rig.clock.advance(10ms);
  }
  CHECK(rig.uplink->snapshot().count.foreign_answers == 0);
  CHECK(rig.uplink->snapshot().count.crowding_answers == 0);
  CHECK(rig.book.settlements.size() == 300);
}

TEST_CASE("exact filters take the wildcard's place in a crowd, once they are all granted") {
  LogCapture captured;
  Crowded site;
  (void)site.pass(5s, 0);
  REQUIRE(site.rig.broker.subscribed.size() == 1);
  (void)site.pass(12s, 300);
  CHECK(site.rig.broker.subscribed.size() == 1 + 20);  // one for each thing
  CHECK(site.rig.broker.subscribed.back().filters.size() == 2);
  CHECK(site.rig.broker.unsubscribed.empty());
  site.rig.broker.answer_subscriptions();
  CHECK(site.rig.broker.unsubscribed ==
        std::vector<std::string>{"$aws/things/+/defender/metrics/json/accepted",
                                 "$aws/things/+/defender/metrics/json/rejected"});
  CHECK(captured.count("answers_narrowed") == 1);
  CHECK_THAT(site.rig.uplink->snapshot().detail, Contains("answers for 20 things only"));
  const std::size_t alone = site.pass(20s, 0);
  CHECK(alone >= 900);

  SECTION("a thing more is subscribed while there is room") {
    site.rig.source.add("gw:another");
    (void)site.pass(1s, 0);
    CHECK(site.rig.broker.subscribed.size() == 22);
    CHECK(site.rig.broker.subscribed.back().filters.front() ==
          "$aws/things/gw:another/defender/metrics/json/accepted");
  }
  SECTION("things too many bring the wildcard back") {
    for (int i = 0; i < 10; ++i) site.rig.source.add("gw:another" + std::to_string(i));
    (void)site.pass(1s, 0);
    CHECK(site.rig.broker.subscribed.back().filters.front() ==
          "$aws/things/+/defender/metrics/json/accepted");
    site.rig.broker.answer_subscriptions();
    CHECK_THAT(site.rig.uplink->snapshot().detail, Contains("answers by wildcard"));
    const std::size_t before = site.rig.broker.subscribed.size();
    (void)site.pass(90s, 300);
    CHECK(site.rig.broker.subscribed.size() == before);  // not again in this session
    CHECK(site.rig.book.settlements.back().kind == Outcome::Kind::accepted);
  }
  SECTION("the next session begins with the wildcard") {
    site.rig.broker.lose("reset");
    site.rig.until_next_attempt();
    site.rig.connect();
    CHECK(site.rig.broker.subscribed.back().filters.front() ==
          "$aws/things/+/defender/metrics/json/accepted");
  }
}

TEST_CASE("the wildcard stays in a crowd where exact filters do not fit or are refused") {
  Crowded site;
  SECTION("they do not fit") {
    for (int i = 0; i < 30; ++i) site.rig.source.add("gw:more" + std::to_string(i));
    (void)site.pass(20s, 300);
    CHECK(site.rig.broker.subscribed.size() == 1);
  }
  SECTION("they are refused") {
    (void)site.pass(12s, 300);
    REQUIRE(site.rig.broker.subscribed.size() == 21);
    site.rig.broker.answer_subscriptions(mqtt::kNotAuthorized);
    (void)site.pass(1s, 300);
    site.rig.broker.answer_subscriptions();
    CHECK(site.rig.broker.subscribed.size() == 22);
    CHECK_THAT(site.rig.uplink->snapshot().detail, Contains("answers by wildcard"));
  }
  CHECK(std::find(site.rig.broker.unsubscribed.begin(), site.rig.broker.unsubscribed.end(),
                  "$aws/things/+/defender/metrics/json/accepted") == site.rig.broker.unsubscribed.end());
  CHECK(site.pass(5s, 0) > 200);
}

TEST_CASE("strangers' answers in the names of our things take their share of the rate, and no more") {
  struct Case {
    const char* thing;
    std::string payload;
  };
  const Case seen = GENERATE(Case{"gw:silent", accepted("gw:silent", 17)},  // no report of it is under way
                             Case{"gw:m1", accepted("gw:m1", 17)}, Case{"gw:m1", "no verdict"});
  CAPTURE(seen.thing, seen.payload);
  LogCapture captured;
  Crowded site;
  site.topic = report_topic(seen.thing, Format::json) + "/accepted";
  site.payload = seen.payload;
  const std::size_t alone = site.pass(20s, 0);
  (void)site.pass(2s, 300);
  const std::size_t crowded = site.pass(20s, 300);
  CHECK(crowded >= alone * 49 / 100);
  CHECK(crowded <= alone * 52 / 100);  // together with theirs it is within the service's rate
  CHECK(captured.count("crowded_by_others") == 1);
  CHECK_THAT(site.rig.uplink->snapshot().detail,
             Contains("answers that no report awaits take half of the rate") &&
                 Contains("let nobody but the service publish answers"));
  CHECK(site.rig.broker.subscribed.size() == 1);  // exact filters would keep none of them away
  (void)site.pass(61s, 0);
  CHECK(site.rig.uplink->snapshot().detail.find("no report awaits") == std::string::npos);
}

TEST_CASE("the service's own answers cost nothing again when they come late, but once") {
  Crowded site;
  const std::size_t alone = site.sent(5s);
  site.service_answers = false;
  const std::size_t from = site.answered;
  (void)site.pass(site.rig.settings.answer_timeout + 2s, 0);
  const std::uint64_t before = site.rig.uplink->snapshot().count.stale_answers;
  site.service_answers = true;
  CHECK(site.sent(5s) >= alone - 2);
  const std::uint64_t late = site.rig.uplink->snapshot().count.stale_answers - before;
  CHECK(late > 50);
  for (std::size_t i = 0; i < late; ++i) site.rig.answer(site.rig.source.pulled.at(from + i), true);
  CHECK(site.sent(5s) < alone - 15);  // by half a second's worth
}

TEST_CASE("of late answers a second's worth is free, whatever was not answered in time") {
  Crowded site;
  const std::size_t alone = site.sent(5s);
  site.service_answers = false;
  const std::size_t from = site.answered;
  (void)site.pass(site.rig.settings.answer_timeout + 6s, 0);
  site.service_answers = true;
  site.answered = from + 250;
  for (std::size_t i = from; i < site.answered; ++i) site.rig.answer(site.rig.source.pulled.at(i), true);
  CHECK(site.sent(5s) < alone - 15);
}

TEST_CASE("answers that nobody can read are a stranger's, though a report awaits one") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  for (int i = 0; i < 300; ++i) rig.broker.deliver(report_topic("gw:m1", Format::json) + "/accepted", "?");
  CHECK(rig.uplink->snapshot().count.bad_answers == 300);
  CHECK(rig.uplink->snapshot().count.crowding_answers > 200);
}

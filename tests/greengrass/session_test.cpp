#include "gateway/mqtt/reasons.hpp"
#include "tests/greengrass/nucleus_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using greengrass::Nucleus;

namespace {

constexpr const char* kTopic = "$aws/things/plant7-gw:m1/defender/metrics/json";
constexpr const char* kAnswers = "$aws/things/+/defender/metrics/json/accepted";

Nucleus either() { return GENERATE(Nucleus::classic, Nucleus::lite); }

}  // namespace

TEST_CASE("a report goes to the service and its answer comes back, over either nucleus") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  CHECK(heard.connected->maximum_qos == 1);
  rig.listen(*session, heard, kAnswers);
  CHECK(heard.subscribed[1'000] == std::vector<std::uint8_t>{1});

  rig.fake.service = [&](const FakeNucleus::Published& p) { rig.fake.deliver(p.topic + "/accepted", "yes"); };
  const std::string payload("{\"a\":\0\xFF}", 8);
  session->publish(1, kTopic, payload, 1, false);
  CHECK(heard.published.empty());  // never from inside the call
  rig.until([&] { return heard.published.size() == 1 && heard.messages.size() == 1; });
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.messages[0].topic == std::string(kTopic) + "/accepted");
  CHECK(heard.messages[0].payload == "yes");
  REQUIRE(rig.fake.reached_service().size() == 1);
  CHECK(rig.fake.reached_service()[0].topic == kTopic);
  CHECK(rig.fake.reached_service()[0].payload == payload);
  CHECK(rig.fake.reached_service()[0].qos == 1);
}

TEST_CASE("what the nucleus takes is announced as a broker would announce it") {
  const bool lite = GENERATE(false, true);
  NucleusRig rig(lite ? Nucleus::lite : Nucleus::classic);
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  CHECK(heard.connected->receive_maximum == (lite ? 10 : 100));
  CHECK(heard.connected->maximum_payload == (lite ? 7'000u : 128'000u));
  rig.factory = rig.sessions("AAAAAAAAAAAAAAAA", 3'000);
  Heard capped;
  const auto other = rig.open_and_wait(capped);
  CHECK(capped.connected->maximum_payload == 3'000u);
}

TEST_CASE("every stream is ended when it is done, and their ids have no gaps") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.listen(*session, heard, kAnswers);
  for (mqtt::Ticket ticket = 1; ticket <= 200; ++ticket) {
    session->publish(ticket, kTopic, "{}", 1, false);
    rig.until([&] { return heard.published.size() == ticket; });
    rig.clock.advance(500ms);
  }
  rig.idle();
  CHECK(rig.fake.open_streams() == 1);  // the subscription
  CHECK(rig.fake.count().broken_rules == 0);
  CHECK(rig.fake.reached_service().size() == 200);
  session->unsubscribe({kAnswers});
  rig.until([&] { return rig.fake.open_streams() == 0; });
  rig.fake.deliver(std::string(kTopic) + "/accepted", "nobody listens");
  rig.idle();
  CHECK(heard.messages.empty());
}

TEST_CASE("a burst is held back to what lite takes, and every publish completes once") {
  NucleusRig rig(Nucleus::lite, {.latency = 100ms});
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  const std::size_t size = GENERATE(std::size_t{100}, std::size_t{6'900});
  const std::string payload(size, 'x');
  mqtt::Ticket last = 0;
  while (last < 60) {  // as an uplink does: at most ten open
    while (last < 60 && last - heard.published.size() < 10)
      session->publish(++last, kTopic, payload, 1, false);
    rig.idle();
    rig.idle();
    CHECK(rig.fake.in_flight() <= 10);
    rig.clock.advance(50ms);
  }
  while (heard.published.size() < 60) {
    rig.idle();
    rig.clock.advance(50ms);
  }
  for (const auto& [ticket, done] : heard.published) {
    CAPTURE(ticket);
    CHECK(done.reason == 0);
    CHECK(done.times == 1);
  }
  CHECK(rig.fake.count().service_errors == 0);
}

TEST_CASE("what exceeds the announced window is refused, not kept") {
  NucleusRig rig(Nucleus::lite, {.latency = 1h});
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  for (mqtt::Ticket ticket = 1; ticket <= 11; ++ticket) session->publish(ticket, kTopic, "{}", 1, false);
  rig.until([&] { return heard.published.size() == 11; });
  CHECK(heard.published[10].reason == 0);
  CHECK(heard.published[11].reason == mqtt::kQuotaExceeded);
}

TEST_CASE("a report too large for lite is refused here; the connection stays") {
  NucleusRig rig(Nucleus::lite);
  Heard heard;
  rig.factory = rig.sessions("AAAAAAAAAAAAAAAA", GENERATE(std::size_t{0}, std::size_t{100'000}));
  const auto session = rig.open_and_wait(heard);
  session->publish(1, kTopic, std::string(7'400, 'x'), 1, false);
  session->publish(2, kTopic, std::string(7'000, 'x'), 1, false);
  rig.until([&] { return heard.published.size() == 2; });
  CHECK(heard.published[1].reason == mqtt::kPacketTooLarge);
  CHECK_THAT(heard.published[1].why, Contains("bytes"));
  CHECK(heard.published[2].reason == 0);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("a frame that is as large as lite takes goes through, one byte more does not") {
  NucleusRig rig(Nucleus::lite);
  rig.factory = rig.sessions("AAAAAAAAAAAAAAAA", 100'000);
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  mqtt::Ticket ticket = 0;
  std::size_t largest = 0;
  for (std::size_t size = 7'200; size < 7'400; ++size) {
    session->publish(++ticket, kTopic, std::string(size, 'x'), 1, false);
    rig.until([&] { return heard.published.contains(ticket); });
    rig.clock.advance(1s);
    if (heard.published[ticket].reason == 0) largest = size;
  }
  CHECK_FALSE(heard.lost);
  CHECK(largest > 7'250);
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.published[ticket].reason == mqtt::kPacketTooLarge);
}

TEST_CASE("a topic the component may not use is refused with the nucleus' own words") {
  const Nucleus nucleus = either();
  NucleusRig rig(nucleus, {.allowed = {"$aws/things/plant7-gw:*"}});
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  session->publish(1, kTopic, "{}", 1, false);
  session->publish(2, "$aws/things/stranger/defender/metrics/json", "{}", 1, false);
  session->publish(3, "", "{}", 1, false);
  session->subscribe(4, {"$aws/things/plant7-gw:m1/x", "forbidden/#"}, 1);
  rig.until([&] { return heard.published.size() == 3; });
  rig.idle();
  rig.clock.advance(1s);
  rig.until([&] { return heard.subscribed.contains(4); });
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.published[2].reason == mqtt::kNotAuthorized);
  CHECK_THAT(heard.published[2].why, Contains("UnauthorizedError") && Contains("stranger"));
  CHECK(heard.published[3].reason == 0x90);
  CHECK(heard.subscribed[4] == std::vector<std::uint8_t>{1, mqtt::kNotAuthorized});
  CHECK(rig.fake.open_streams() == 1);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("while the core is offline, lite refuses for the moment and the classic nucleus keeps") {
  const Nucleus nucleus = either();
  NucleusRig rig(nucleus);
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.fake.go_offline();
  session->publish(1, kTopic, "first", 1, false);
  rig.until([&] { return heard.published.size() == 1; });
  CHECK(rig.fake.reached_service().empty());
  CHECK(heard.published[1].reason == (nucleus == Nucleus::lite ? mqtt::kQuotaExceeded : mqtt::kSuccess));
  rig.fake.come_online();
  session->publish(2, kTopic, "second", 1, false);
  rig.until([&] { return heard.published.size() == 2 && rig.fake.in_flight() == 0; });
  CHECK(rig.fake.reached_service().size() == (nucleus == Nucleus::lite ? 1 : 2));
  CHECK_FALSE(heard.lost);
}

TEST_CASE("a subscription is told only when lite has surely made it: nothing is missed after that") {
  NucleusRig rig(Nucleus::lite, {.subscription_gap = 900ms});
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  session->subscribe(1, {kAnswers}, 1);
  rig.until([&] { return rig.fake.open_streams() == 1; });
  rig.idle();
  rig.fake.deliver(std::string(kTopic) + "/accepted", "too early");
  rig.idle();
  CHECK(heard.messages.empty());
  rig.clock.advance(999ms);
  rig.idle();
  CHECK(heard.subscribed.empty());
  rig.clock.advance(1ms);
  CHECK(heard.subscribed.contains(1));
  rig.fake.deliver(std::string(kTopic) + "/accepted", "in time");
  rig.until([&] { return heard.messages.size() == 1; });
  CHECK(heard.messages[0].payload == "in time");
}

TEST_CASE("the classic nucleus answers when the subscription stands: no waiting") {
  NucleusRig rig(Nucleus::classic);
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  session->subscribe(1, {kAnswers, "other/#"}, 1);
  rig.until([&] { return heard.subscribed.contains(1); });
  CHECK(heard.subscribed[1] == std::vector<std::uint8_t>{1, 1});
}

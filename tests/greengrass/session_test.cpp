// The session against a nucleus of either kind: what it publishes, hears, holds back and refuses.
#include "gateway/mqtt/reasons.hpp"
#include "tests/greengrass/nucleus_site.hpp"

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
  NucleusSite site(either());
  Heard heard;
  const auto session = site.open_and_wait(heard);
  CHECK(heard.connected->maximum_qos == 1);
  site.listen(*session, heard, kAnswers);
  CHECK(heard.subscribed[1'000] == std::vector<std::uint8_t>{1});

  site.fake.service = [&](const FakeNucleus::Published& p) {
    site.fake.deliver(p.topic + "/accepted", "yes");
  };
  const std::string payload("{\"a\":\0\xFF}", 8);
  session->publish(1, kTopic, payload, 1, false);
  CHECK(heard.published.empty());  // never from inside the call
  site.until([&] { return heard.published.size() == 1 && heard.messages.size() == 1; });
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.messages[0].topic == std::string(kTopic) + "/accepted");
  CHECK(heard.messages[0].payload == "yes");
  REQUIRE(site.fake.reached_service().size() == 1);
  CHECK(site.fake.reached_service()[0].topic == kTopic);
  CHECK(site.fake.reached_service()[0].payload == payload);
  CHECK(site.fake.reached_service()[0].qos == 1);
}

TEST_CASE("what the nucleus takes is announced as a broker would announce it") {
  const bool lite = GENERATE(false, true);
  NucleusSite site(lite ? Nucleus::lite : Nucleus::classic);
  Heard heard;
  const auto session = site.open_and_wait(heard);
  CHECK(heard.connected->receive_maximum == (lite ? 10 : 100));
  CHECK(heard.connected->maximum_packet_size == (lite ? 7'000u : 128'000u));
  site.factory = site.sessions("AAAAAAAAAAAAAAAA", 3'000);
  Heard capped;
  const auto other = site.open_and_wait(capped);
  CHECK(capped.connected->maximum_packet_size == 3'000u);
}

TEST_CASE("every stream is ended when it is done, and their ids have no gaps") {
  NucleusSite site(either());
  Heard heard;
  const auto session = site.open_and_wait(heard);
  site.listen(*session, heard, kAnswers);
  for (mqtt::Ticket ticket = 1; ticket <= 200; ++ticket) {
    session->publish(ticket, kTopic, "{}", 1, false);
    site.until([&] { return heard.published.size() == ticket; });
    site.clock.advance(500ms);
  }
  site.idle();
  CHECK(site.fake.open_streams() == 1);  // the subscription
  CHECK(site.fake.count().broken_rules == 0);
  CHECK(site.fake.reached_service().size() == 200);
  session->unsubscribe({kAnswers});
  site.until([&] { return site.fake.open_streams() == 0; });
  site.fake.deliver(std::string(kTopic) + "/accepted", "nobody listens");
  site.idle();
  CHECK(heard.messages.empty());
}

TEST_CASE("a burst is held back to what lite takes, and every publish completes once") {
  NucleusSite site(Nucleus::lite, {.latency = 100ms});
  Heard heard;
  const auto session = site.open_and_wait(heard);
  const std::size_t size = GENERATE(std::size_t{100}, std::size_t{6'900});
  const std::string payload(size, 'x');
  mqtt::Ticket last = 0;
  while (last < 60) {  // as an uplink does: ten not completed, and the next for each completed
    while (last < 60 && last - heard.published.size() < 10)
      session->publish(++last, kTopic, payload, 1, false);
    site.idle();
    site.idle();
    CHECK(site.fake.in_flight() <= 10);
    site.clock.advance(50ms);
  }
  while (heard.published.size() < 60) {
    site.idle();
    site.clock.advance(50ms);
  }
  for (const auto& [ticket, done] : heard.published) {
    CAPTURE(ticket);
    CHECK(done.reason == 0);
    CHECK(done.times == 1);
  }
  CHECK(site.fake.count().service_errors == 0);
}

TEST_CASE("what exceeds the announced window is refused, not kept") {
  NucleusSite site(Nucleus::lite, {.latency = 1h});
  Heard heard;
  const auto session = site.open_and_wait(heard);
  for (mqtt::Ticket ticket = 1; ticket <= 11; ++ticket) session->publish(ticket, kTopic, "{}", 1, false);
  site.until([&] { return heard.published.size() == 11; });
  CHECK(heard.published[10].reason == 0);
  CHECK(heard.published[11].reason == mqtt::kQuotaExceeded);
}

TEST_CASE("a report too large for lite is refused here; the connection stays") {
  NucleusSite site(Nucleus::lite);
  Heard heard;
  site.factory = site.sessions("AAAAAAAAAAAAAAAA", GENERATE(std::size_t{0}, std::size_t{100'000}));
  const auto session = site.open_and_wait(heard);
  session->publish(1, kTopic, std::string(7'400, 'x'), 1, false);
  session->publish(2, kTopic, std::string(7'000, 'x'), 1, false);
  site.until([&] { return heard.published.size() == 2; });
  CHECK(heard.published[1].reason == mqtt::kPacketTooLarge);
  CHECK_THAT(heard.published[1].why, Contains("bytes"));
  CHECK(heard.published[2].reason == 0);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("a frame that is as large as lite takes goes through, one byte more does not") {
  NucleusSite site(Nucleus::lite);
  site.factory = site.sessions("AAAAAAAAAAAAAAAA", 100'000);
  Heard heard;
  const auto session = site.open_and_wait(heard);
  mqtt::Ticket ticket = 0;
  std::size_t largest = 0;
  for (std::size_t size = 7'200; size < 7'400; ++size) {
    session->publish(++ticket, kTopic, std::string(size, 'x'), 1, false);
    site.until([&] { return heard.published.contains(ticket); });
    site.clock.advance(1s);
    if (heard.published[ticket].reason == 0) largest = size;
  }
  CHECK_FALSE(heard.lost);
  CHECK(largest > 7'250);
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.published[ticket].reason == mqtt::kPacketTooLarge);
}

TEST_CASE("a topic the component may not use is refused with the nucleus' own words") {
  const Nucleus nucleus = either();
  NucleusSite site(nucleus, {.allowed = {"$aws/things/plant7-gw:*"}});
  Heard heard;
  const auto session = site.open_and_wait(heard);
  session->publish(1, kTopic, "{}", 1, false);
  session->publish(2, "$aws/things/stranger/defender/metrics/json", "{}", 1, false);
  session->publish(3, "", "{}", 1, false);
  session->subscribe(4, {"$aws/things/plant7-gw:m1/x", "forbidden/#"}, 1);
  site.until([&] { return heard.published.size() == 3; });
  site.idle();
  site.clock.advance(1s);
  site.until([&] { return heard.subscribed.contains(4); });
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.published[2].reason == mqtt::kNotAuthorized);
  CHECK_THAT(heard.published[2].why, Contains("UnauthorizedError") && Contains("stranger"));
  CHECK(heard.published[3].reason == 0x90);
  CHECK(heard.subscribed[4] == std::vector<std::uint8_t>{1, mqtt::kNotAuthorized});
  CHECK(site.fake.open_streams() == 1);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("while the core is offline, lite refuses for the moment and the classic nucleus keeps") {
  const Nucleus nucleus = either();
  NucleusSite site(nucleus);
  Heard heard;
  const auto session = site.open_and_wait(heard);
  site.fake.go_offline();
  session->publish(1, kTopic, "first", 1, false);
  site.until([&] { return heard.published.size() == 1; });
  CHECK(site.fake.reached_service().empty());
  CHECK(heard.published[1].reason == (nucleus == Nucleus::lite ? mqtt::kQuotaExceeded : mqtt::kSuccess));
  site.fake.come_online();
  session->publish(2, kTopic, "second", 1, false);
  site.until([&] { return heard.published.size() == 2 && site.fake.in_flight() == 0; });
  CHECK(site.fake.reached_service().size() == (nucleus == Nucleus::lite ? 1 : 2));
  CHECK_FALSE(heard.lost);
}

TEST_CASE("a subscription is told only when lite has surely made it: nothing is missed after that") {
  NucleusSite site(Nucleus::lite, {.subscription_gap = 900ms});
  Heard heard;
  const auto session = site.open_and_wait(heard);
  session->subscribe(1, {kAnswers}, 1);
  site.until([&] { return site.fake.open_streams() == 1; });
  site.idle();
  site.fake.deliver(std::string(kTopic) + "/accepted", "too early");
  site.idle();
  CHECK(heard.messages.empty());
  site.clock.advance(999ms);
  site.idle();
  CHECK(heard.subscribed.empty());
  site.clock.advance(1ms);
  CHECK(heard.subscribed.contains(1));
  site.fake.deliver(std::string(kTopic) + "/accepted", "in time");
  site.until([&] { return heard.messages.size() == 1; });
  CHECK(heard.messages[0].payload == "in time");
}

TEST_CASE("the classic nucleus answers when the subscription stands: no waiting") {
  NucleusSite site(Nucleus::classic);
  Heard heard;
  const auto session = site.open_and_wait(heard);
  session->subscribe(1, {kAnswers, "other/#"}, 1);
  site.until([&] { return heard.subscribed.contains(1); });
  CHECK(heard.subscribed[1] == std::vector<std::uint8_t>{1, 1});
}

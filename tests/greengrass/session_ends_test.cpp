#include "gateway/mqtt/reasons.hpp"
#include "tests/greengrass/nucleus_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using greengrass::Nucleus;

namespace {

constexpr const char* kTopic = "$aws/things/plant7-gw:m1/defender/metrics/json";

Nucleus either() { return GENERATE(Nucleus::classic, Nucleus::lite); }

// A failing attempt to connect.
Heard attempt(NucleusRig& rig) {
  Heard heard;
  const auto session = rig.open(heard);
  rig.until([&] { return heard.lost.has_value(); });
  CHECK_FALSE(heard.connected);
  CHECK(heard.ends == 1);
  CHECK_THAT(*heard.lost, !Contains("AAAAAAAAAAAAAAAA"));
  return heard;
}

}  // namespace

TEST_CASE("when the nucleus dies, every publish completes once and then the session ends") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  for (mqtt::Ticket ticket = 1; ticket <= 9; ++ticket) session->publish(ticket, kTopic, "{}", 1, false);
  rig.fake.stop();
  rig.until([&] { return heard.lost.has_value(); });
  CHECK(heard.ends == 1);
  CHECK_FALSE(heard.published_after_end);
  CHECK_FALSE(heard.lost_reason);
  REQUIRE(heard.published.size() == 9);
  for (const auto& [ticket, done] : heard.published) CHECK(done.times == 1);
  CHECK(heard.published[9].reason == mqtt::kLinkEnded);
  session->publish(10, kTopic, "{}", 1, false);
  CHECK(rig.refused.empty());
}

TEST_CASE("no nucleus is no reason to end: the socket's path is named") {
  NucleusRig rig(either());
  rig.fake.stop();
  for (int i = 0; i < 5; ++i) CHECK_THAT(*attempt(rig).lost, Contains(rig.socket));
  CHECK(rig.refused.empty());
  rig.fake.start("AAAAAAAAAAAAAAAA");
  Heard heard;
  const auto session = rig.open_and_wait(heard);
}

TEST_CASE("the classic nucleus says that it refuses a token: that is final") {
  NucleusRig rig(Nucleus::classic);
  rig.factory = rig.sessions("BBBBBBBBBBBBBBBB");
  const Heard heard = attempt(rig);
  CHECK(heard.lost_reason == mqtt::kNotAuthorized);
  CHECK_THAT(*heard.lost, Contains("SVCUID") && Contains("restart") && !Contains("BBBBBBBBBBBBBBBB"));
  REQUIRE(rig.refused.size() == 1);
}

TEST_CASE("lite restarted: the token that was good is known to be dead after three hang-ups") {
  NucleusRig rig(Nucleus::lite);
  {
    Heard heard;
    const auto session = rig.open_and_wait(heard);
    rig.fake.stop();
    rig.until([&] { return heard.lost.has_value(); });
  }
  attempt(rig);  // no nucleus yet
  rig.fake.start("BBBBBBBBBBBBBBBB");
  CHECK_FALSE(attempt(rig).lost_reason);
  CHECK_FALSE(attempt(rig).lost_reason);
  CHECK(rig.refused.empty());
  const Heard last = attempt(rig);
  CHECK(last.lost_reason == mqtt::kNotAuthorized);
  REQUIRE(rig.refused.size() == 1);
  CHECK_THAT(rig.refused[0], Contains("only a restart of the component by the nucleus brings a new token"));
}

TEST_CASE("a fresh token that lite hangs up on is tried for half an hour before it is believed dead") {
  NucleusRig rig(Nucleus::lite);
  rig.factory = rig.sessions("BBBBBBBBBBBBBBBB");
  for (int i = 0; i < 20; ++i, rig.clock.advance(1min)) CHECK_FALSE(attempt(rig).lost_reason);
  CHECK(rig.refused.empty());
  rig.clock.advance(10min);
  CHECK(attempt(rig).lost_reason == mqtt::kNotAuthorized);
  CHECK(rig.refused.size() == 1);
}

TEST_CASE("a nucleus that takes the connection and says nothing is given up after the time-out") {
  NucleusRig rig(Nucleus::lite);
  rig.fake.stop();
  boost::asio::local::stream_protocol::acceptor silent(rig.io, rig.socket);
  Heard heard;
  const auto session = rig.open(heard);
  auto peer = silent.accept();
  rig.clock.advance(9s);
  CHECK_FALSE(heard.lost);
  rig.clock.advance(1s);
  REQUIRE(heard.lost);
  CHECK_THAT(*heard.lost, Contains("does not answer"));
  CHECK_FALSE(heard.lost_reason);
}

TEST_CASE("bytes that are not a frame end the session") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.fake.send_raw("HTTP/1.1 400 Bad Request\r\n\r\n");
  rig.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains("not a frame"));
}

TEST_CASE("a subscription that the nucleus ends is not missed in silence: the session begins again") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.listen(*session, heard, "a/+");
  rig.fake.end_subscriptions();
  rig.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains("a/+"));
}

TEST_CASE("a subscription the nucleus cannot make now costs no session, and its code says that it passes") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.fake.go_offline();
  session->subscribe(1, {"a/+", "b/+"}, 1);
  rig.idle();
  rig.clock.advance(1s);
  rig.until([&] { return heard.subscribed.contains(1); });
  CHECK(heard.subscribed[1] == std::vector<std::uint8_t>{mqtt::kQuotaExceeded, mqtt::kQuotaExceeded});
  CHECK_FALSE(heard.lost);
  rig.fake.come_online();
  session->subscribe(2, {"a/+"}, 1);
  rig.idle();
  rig.clock.advance(1s);
  rig.until([&] { return heard.subscribed.contains(2); });
  CHECK(heard.subscribed[2] == std::vector<std::uint8_t>{1});
}

TEST_CASE("a filter subscribed again replaces its older subscription: each event comes once") {
  NucleusRig rig(either());
  Heard heard;
  const auto session = rig.open_and_wait(heard);
  rig.listen(*session, heard, "a/+");
  session->subscribe(2, {"a/+"}, 1);
  rig.idle();
  rig.clock.advance(1s);
  rig.until([&] { return heard.subscribed.contains(2) && rig.fake.open_streams() == 1; });
  rig.fake.deliver("a/b", "once");
  rig.until([&] { return !heard.messages.empty(); });
  rig.idle();
  CHECK(heard.messages.size() == 1);
}

TEST_CASE("a session that is closed ends, and one that is destroyed in a callback does so in peace") {
  NucleusRig rig(either());
  SECTION("closed") {
    Heard heard;
    const auto session = rig.open_and_wait(heard);
    session->close();
    CHECK_FALSE(heard.lost);
    rig.until([&] { return heard.lost.has_value(); });
    CHECK(*heard.lost == "closed");
    rig.until([&] { return rig.fake.open_connections() == 0; });
  }
  SECTION("destroyed") {
    std::unique_ptr<mqtt::Session> session = rig.factory({});
    int completed = 0;
    mqtt::Callbacks callbacks;
    callbacks.connected = [&](const mqtt::ConnAck&) {
      for (mqtt::Ticket ticket = 1; ticket <= 5; ++ticket) session->publish(ticket, kTopic, "{}", 1, false);
    };
    callbacks.published = [&](mqtt::Ticket, std::uint8_t, std::string_view) {
      ++completed;
      session.reset();
    };
    session->connect(std::move(callbacks));
    rig.until([&] { return completed == 1; });
    rig.until([&] { return rig.fake.open_connections() == 0; });
    CHECK(completed == 1);
  }
}

#include "gateway/app/connect/rights.hpp"

#include <catch2/catch.hpp>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_session.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

UplinkSettings aws() {
  UplinkSettings settings;
  settings.target.host = "abc123-ats.iot.eu-central-1.amazonaws.com";
  settings.target.client_id = "gw-client";
  settings.gateway = "gw";
  return settings;
}

UplinkSettings own_broker() {
  UplinkSettings settings = aws();
  settings.defender = false;
  settings.mirrors = {{.topic = "reports/{thing}"}};
  settings.answers = Answers::off;
  return settings;
}

struct Tried {
  explicit Tried(UplinkSettings settings = aws())
      : rights(
            clock, std::move(settings), broker.factory(), [this](const Rights::Made& made) { made(report); },
            [this](Step step) { steps.push_back(step); }, [this] { done = true; }) {
    rights.start();
  }
  void connected_and_subscribed() {
    broker.connect();
    broker.answer_subscriptions();
  }
  void answer(bool accepted, std::string_view code = "") {
    gatewarden::Verdict verdict{"gw", ReportId{1'790'000'000}, accepted, {}, {}, {}};
    if (!accepted) verdict.code = code;
    broker.deliver("$aws/things/gw/defender/metrics/json/" + std::string(accepted ? "accepted" : "rejected"),
                   encode_verdict(Format::json, verdict));
  }
  const Step& last() const { return steps.back(); }
  // Closed within two seconds, and whoever asked is told once.
  void ends() {
    for (int i = 0; i < 20 && !done; ++i) {
      clock.advance(100ms);
      if (broker.close_asked && broker.has_session()) broker.lose("closed");
    }
    CHECK(done);
  }

  ManualClock clock;
  test::ScriptedBroker broker;
  Result<std::optional<Publication>> report =
      std::optional(Publication{DeviceId{}, "gw", ReportId{1'790'000'000}, Format::json,
                                R"({"header":{"report_id":1790000000,"version":"1.0"},"metrics":{}})"});
  std::vector<Step> steps;
  bool done = false;
  Rights rights;
};

}  // namespace

TEST_CASE("an accepted report passes every step") {
  Tried tried;
  tried.connected_and_subscribed();
  tried.broker.acknowledge_all();
  tried.answer(true);
  tried.ends();
  REQUIRE(tried.steps.size() == 3);
  CHECK(passed(tried.steps));
  CHECK(tried.steps[0].name == "connect");
  CHECK(tried.steps[1].name == "subscribe");
  CHECK(tried.last().said == "report 1790000000 of gw is accepted");
}

TEST_CASE("a client that is not allowed to connect is told the statement of the policy that is missing") {
  Tried tried;
  tried.broker.lose("the broker refuses", mqtt::kNotAuthorized);
  tried.ends();
  REQUIRE(tried.steps.size() == 1);
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK(tried.last().name == "connect");
  CHECK_THAT(tried.last().said, Contains("not authorized (0x87)"));
  CHECK_THAT(tried.last().remedy, Contains(R"("Action":"iot:Connect")") && Contains("client/gw-client"));
}

TEST_CASE("a broker that greets nobody is no CONNACK") {
  Tried tried;
  tried.clock.advance(Rights::kPatience);
  CHECK_THAT(tried.last().said, Contains("no CONNACK within 12s"));
  tried.ends();
  CHECK(tried.steps.size() == 1);
}

TEST_CASE("refused answers name the right that is missing, and the report is tried all the same") {
  Tried tried;
  tried.broker.connect();
  tried.broker.answer_subscriptions(mqtt::kNotAuthorized);
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK(tried.last().name == "subscribe");
  CHECK_THAT(tried.last().remedy, Contains("iot:Subscribe"));
  CHECK(tried.broker.published.size() == 1);
}

TEST_CASE("a broker that hangs up on the subscription forbids it") {
  Tried tried;
  tried.broker.connect();
  tried.broker.lose();
  tried.ends();
  CHECK(tried.last().name == "subscribe");
  CHECK_THAT(tried.last().said, Contains("hung up on"));
}

TEST_CASE("what the service says of a rejected report is said") {
  Tried tried;
  tried.connected_and_subscribed();
  tried.broker.acknowledge_all();
  const std::string code = GENERATE("InvalidPayload", "Throttled");
  tried.answer(false, code);
  tried.ends();
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK_THAT(tried.last().said, Contains("rejected: " + code));
  CHECK_FALSE(tried.last().remedy.empty());
}

TEST_CASE("a report that nobody answers asks for Device Defender") {
  Tried tried;
  tried.connected_and_subscribed();
  tried.broker.acknowledge_all();
  tried.clock.advance(Rights::kPatience + 1s);
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK_THAT(tried.last().said, Contains("not answered within 12s"));
  CHECK_THAT(tried.last().remedy, Contains("Device Defender"));
  tried.ends();
}

TEST_CASE("a report that is never acknowledged is not waited for without an end") {
  Tried tried;
  tried.connected_and_subscribed();
  for (int i = 0; i < 60 && !tried.done; ++i) {
    tried.clock.advance(1s);
    if (tried.broker.has_session() && !tried.broker.connected) tried.broker.connect();
  }
  CHECK(tried.done);
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK(tried.last().name == "publish");
}

TEST_CASE("a publish that is not allowed names its statement") {
  Tried tried;
  tried.connected_and_subscribed();
  tried.broker.acknowledge_all(mqtt::kNotAuthorized);
  tried.ends();
  CHECK(tried.last().verdict == Step::Verdict::fail);
  CHECK_THAT(tried.last().remedy,
             Contains(R"("Action":"iot:Publish")") && Contains("topic/$aws/things/gw/defender/metrics/json"));
}

TEST_CASE("a publish that is hung up on names its statement") {
  Tried tried;
  tried.connected_and_subscribed();
  tried.broker.lose();
  CHECK_THAT(tried.last().remedy, Contains("iot:Publish"));
  tried.ends();
}

TEST_CASE("without a report the rights up to the answers are tried") {
  Tried tried;
  tried.report = std::optional<Publication>();
  tried.connected_and_subscribed();
  tried.ends();
  CHECK(tried.steps.size() == 2);
  CHECK(tried.broker.published.empty());
}

TEST_CASE("a report that may not leave yet is a note, and no failure") {
  Tried tried;
  tried.report = Error{"the service takes the next one in 4m"};
  tried.connected_and_subscribed();
  tried.ends();
  CHECK(passed(tried.steps));
  CHECK(tried.last().verdict == Step::Verdict::note);
  CHECK_THAT(tried.last().said, Contains("in 4m"));
}

TEST_CASE("a broker of one's own gets the report on its topic, and nobody answers") {
  Tried tried(own_broker());
  tried.broker.connect();
  REQUIRE(tried.broker.published.size() == 1);
  tried.broker.acknowledge_all();
  tried.ends();
  CHECK(passed(tried.steps));
  CHECK_THAT(tried.last().said, Contains("published on reports/gw"));
}

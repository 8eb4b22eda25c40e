#include "gateway/app/begin/interview.hpp"

#include <catch2/catch.hpp>
#include <deque>

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

namespace {

constexpr const char* kEndpoint = "abc123-ats.iot.eu-central-1.amazonaws.com";

// Answers in order, and then no more.
struct Operator {
  std::deque<std::string> answers;
  std::vector<std::string> prompts;
  std::string heard;

  Respondent respondent() {
    return {[this](const std::string& prompt) -> std::optional<std::string> {
              prompts.push_back(prompt);
              if (answers.empty()) return std::nullopt;
              std::string next = answers.front();
              answers.pop_front();
              return next;
            },
            [this](const std::string& text) { heard += text; }};
  }
};

}  // namespace

TEST_CASE(
    "without anybody to ask, every flag that is missing or wrong is named, in the words of the fleet reader") {
  FleetDraft draft;
  draft.thing = "my gw";
  draft.modbus_tcp = "10.0.0.5;502";
  const auto whole = complete(draft, false, {});
  REQUIRE_FALSE(whole);
  CHECK_THAT(whole.error(),
             Contains("--thing: error F030 [gateway.thing] \"my gw\": a registered thing name"));
  CHECK_THAT(whole.error(), Contains("--endpoint is missing: "));
  CHECK_THAT(whole.error(), Contains("--modbus-tcp: error F026 [links.meters.modbus.tcp]") &&
                                Contains("write  tcp: \"10.0.0.5:502\""));
  CHECK_THAT(whole.error(), !Contains("--certificate"));
}

TEST_CASE("a flag of another uplink is refused") {
  FleetDraft draft;
  draft.uplink = FleetDraft::Uplink::greengrass;
  draft.endpoint = kEndpoint;
  const auto whole = complete(draft, true, {});
  REQUIRE_FALSE(whole);
  CHECK(whole.error() == "--endpoint is of another --uplink");
}

TEST_CASE("without anybody to ask, the usual is taken") {
  FleetDraft draft;
  draft.thing = "cellar-gw";
  draft.endpoint = kEndpoint;
  REQUIRE(complete(draft, false, {}));
  CHECK(draft.certificate == "cellar-gw.pem");
  CHECK(draft.private_key == "cellar-gw.key");
  CHECK(draft.ca == "AmazonRootCA1.pem");
  CHECK(draft.modbus_tcp.empty());
}

TEST_CASE("a wrong answer is told at once, and what was meant is offered") {
  Operator who{{"iotcore", "", "my gw", "", "https://" + std::string(kEndpoint), "", "", "", "", "10.0.0.5",
                "ttyUSB0", "localhost", ""},
               {},
               {}};
  FleetDraft draft;
  REQUIRE(complete(draft, false, who.respondent()));
  CHECK(draft.uplink == FleetDraft::Uplink::iot_core);
  CHECK(draft.thing == "my-gw");
  CHECK(draft.endpoint == kEndpoint);
  CHECK(draft.certificate == "my-gw.pem");
  CHECK(draft.modbus_tcp == "10.0.0.5");
  CHECK(draft.modbus_serial == "ttyUSB0");
  CHECK(draft.mqtt == "mqtt://localhost");
  CHECK_THAT(who.heard, Contains("error F030 [gateway.thing] \"my gw\"") && Contains("error Q001"));
  CHECK(who.answers.empty());
}

TEST_CASE("what the command line answered is not asked") {
  Operator who{{"", "", "", "", "", ""}, {}, {}};
  FleetDraft draft;
  draft.thing = "cellar-gw";
  draft.endpoint = kEndpoint;
  REQUIRE(complete(draft, true, who.respondent()));
  CHECK(who.prompts.size() == 6);
}

TEST_CASE("answers that end early leave no fleet") {
  Operator who{{"file"}, {}, {}};
  FleetDraft draft;
  CHECK_FALSE(complete(draft, false, who.respondent()));
}

TEST_CASE("the next commands name the region of the endpoint, and nothing of AWS where it is not concerned") {
  FleetDraft draft;
  draft.endpoint = kEndpoint;
  CHECK_THAT(next_commands(draft, "fleet.yaml"), Contains("provision fleet.yaml --region eu-central-1 "));
  draft.uplink = FleetDraft::Uplink::file;
  CHECK_THAT(next_commands(draft, "fleet.yaml"), !Contains("provision"));
}

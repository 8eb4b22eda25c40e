#include "gateway/provision/security_profile.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/spelling.hpp"
#include "gateway/wire/limits.hpp"
#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

TEST_CASE("what is normal: a device that answers, that was heard lately, and that nobody exchanged") {
  Needs needs = plant();
  needs.metrics = {{"identity_changes", "number"},
                   {"power_w", "number"},
                   {"reachable", "number"},
                   {"seconds_since_seen", "number"}};
  needs.events = {"identity_changes"};
  needs.silence = std::chrono::seconds(900);
  const auto profiles = security_profiles(needs, in_account());
  REQUIRE(profiles.size() == 1);
  std::string normal;
  for (const Behavior& one : profiles[0].behaviors)
    normal += one.metric + " " + std::string(one.comparison) + " " + std::to_string(one.number) + "; ";
  CHECK(normal ==
        "identity_changes less-than-equals 0; reachable greater-than-equals 1; "
        "seconds_since_seen less-than-equals 900; ");
  CHECK(profiles[0].retained == std::vector<std::string>{"aws:all-bytes-in", "power_w"});
}

TEST_CASE("a profile has no more behaviors than AWS takes: the rest is another's") {
  Needs needs = plant();
  needs.metrics.clear();
  for (std::size_t i = 100; i <= 100 + limits::kBehaviorsPerProfile; ++i) {
    needs.metrics.push_back({"changes-" + std::to_string(i), "number"});
    needs.events.push_back(needs.metrics.back().name);
  }
  const auto profiles = security_profiles(needs, in_account());
  REQUIRE(profiles.size() == 2);
  CHECK(profiles[0].behaviors.size() == limits::kBehaviorsPerProfile);
  CHECK(profiles[1].behaviors.size() == 1);
  CHECK(profiles[1].name == "plant7-gw-fleet-2");
  CHECK(profiles[1].retained.empty());
}

TEST_CASE("without Defender there is no profile") {
  Needs needs = plant();
  needs.defender = false;
  CHECK(security_profiles(needs, in_account()).empty());
}

TEST_CASE("one document has the spellings of the API and of Terraform") {
  Needs needs = plant();
  Request request = in_account();
  request.export_to = "defender/metrics";
  const auto profile = security_profiles(needs, request).front();
  const auto document = to_json(profile, request, {nullptr, "topic", "role", "other"});
  CHECK(
      json_line(spelled(document, Spelling::api)) ==
      R"({"securityProfileName":"plant7-gw-fleet","securityProfileDescription":"Devices of the gateway plant7-gw, by gatewarden provision",)"
      R"("behaviors":[{"name":"reachable","metric":"reachable","criteria":{"comparisonOperator":"greater-than-equals",)"
      R"("value":{"number":1},"consecutiveDatapointsToAlarm":1,"consecutiveDatapointsToClear":1},"exportMetric":true}],)"
      R"("additionalMetricsToRetainV2":[{"metric":"aws:all-bytes-in","exportMetric":true},{"metric":"firmware","exportMetric":true}],)"
      R"("alertTargets":{"SNS":{"alertTargetArn":"topic","roleArn":"role"}},)"
      R"("metricsExportConfig":{"mqttTopic":"defender/metrics","roleArn":"other"}})");
  const auto terraform = spelled(document, Spelling::terraform);
  CHECK(terraform.contains("additional_metrics_to_retain_v2"));
  CHECK(terraform["alert_targets"]["SNS"]["alert_target_arn"] == "topic");
  CHECK(terraform["behaviors"][0]["criteria"]["consecutive_datapoints_to_alarm"] == 1);
}

}  // namespace
}  // namespace gatewarden::provision

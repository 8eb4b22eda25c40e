#include "gateway/provision/plan.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/bulk.hpp"
#include "gateway/provision/cloudformation.hpp"
#include "gateway/provision/documents.hpp"
#include "gateway/provision/needs/limits.hpp"
#include "gateway/provision/quotas.hpp"
#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

Plan planned(Needs needs, Request request = in_account()) {
  auto plan = make_plan(std::move(needs), std::move(request));
  if (!plan) FAIL(plan.error());
  return *plan;
}

std::string text_of(const Plan& plan, const std::string& file) {
  for (const Document& document : documents(plan)) {
    if (document.file == file) return document.text;
  }
  return "";
}

std::size_t count_of(const nlohmann::ordered_json& stack, const std::string& type) {
  return static_cast<std::size_t>(
      std::count_if(stack["Resources"].begin(), stack["Resources"].end(),
                    [&](const auto& resource) { return resource["Type"] == type; }));
}

TEST_CASE("the name is the gateway's where none is given") {
  Request request = in_account();
  request.name.clear();
  CHECK(planned(plant(), request).request.name == "plant7-gw-fleet");
}

TEST_CASE("the template holds the things while it has room for all of them") {
  Needs needs = plant();
  const std::size_t room = limits::kTemplateResources - resources_without_children(planned(needs));
  needs.devices = devices("plant7-gw:m-", room);
  Plan plan = planned(needs);
  auto stack = cloudformation(plan);
  CHECK(count_of(stack, "AWS::IoT::Thing") == room + 1);  // and the gateway's
  CHECK(stack["Resources"].size() == limits::kTemplateResources);
  needs.devices = devices("plant7-gw:m-", room + 1);
  plan = planned(needs);
  stack = cloudformation(plan);
  CHECK(count_of(stack, "AWS::IoT::Thing") == 1);
  CHECK(stack["Resources"].size() == resources_without_children(plan));
}

TEST_CASE("a stack that is deleted keeps what cannot be had again") {
  const auto stack = cloudformation(planned(plant()));
  for (const auto& resource : stack["Resources"]) {
    const bool kept = resource["Type"] == "AWS::IoT::Thing" || resource["Type"] == "AWS::IoT::CustomMetric";
    CHECK(resource.contains("DeletionPolicy") == kept);
    // Kept from a creation that failed, they would be in the way of the next.
    if (kept) CHECK(resource["DeletionPolicy"] == "RetainExceptOnCreate");
  }
}

TEST_CASE("a stack takes things and metrics that are there, and finds the gateway's by its name") {
  const auto stack = cloudformation(planned(plant()));
  for (const auto& resource : stack["Resources"]) {
    if (resource["Type"] == "AWS::IoT::Thing") CHECK(resource["Condition"] == "CreatesThings");
    if (resource["Type"] == "AWS::IoT::CustomMetric") CHECK(resource["Condition"] == "CreatesMetrics");
  }
  CHECK(stack["Parameters"]["CreateThings"]["Default"] == "yes");
  CHECK(stack["Resources"]["AttachedGateway"]["Properties"]["ThingName"] == "plant7-gw");
  CHECK(stack["Resources"]["AttachedGateway"]["DependsOn"].front() == "Gateway");
}

TEST_CASE("a metric's resource is called the same whatever other metrics there are") {
  Needs needs = plant();
  const auto before = cloudformation(planned(needs));
  needs.metrics.insert(needs.metrics.begin(), {"a", "number"});
  const auto now = cloudformation(planned(needs));
  for (const auto& [id, resource] : before["Resources"].items()) {
    CAPTURE(id);
    CHECK(now["Resources"].contains(id));
  }
}

TEST_CASE("children that are not registered are neither made nor grouped") {
  Request request = in_account();
  request.attach = Attach::unregistered;
  const Plan plan = planned(plant(), request);
  CHECK(plan.things == std::vector<std::string>{"plant7-gw"});
  const auto stack = cloudformation(plan);
  CHECK(count_of(stack, "AWS::IoT::Thing") == 1);
  CHECK(count_of(stack, "AWS::IoT::ThingGroup") == 0);
  CHECK(json_line(stack).find(
            "\"TargetArns\":[\"arn:aws:iot:eu-central-1:123456789012:all/unregistered-things\"]") !=
        std::string::npos);
  CHECK(json_line(bulk_template(plan)).find("ThingGroups") == std::string::npos);
}

TEST_CASE("a gateway without a report of its own is a thing all the same") {
  Needs needs = plant();
  needs.gateway_reports = false;
  CHECK(planned(needs).things ==
        std::vector<std::string>{"plant7-gw", "plant7-gw:meter-1", "plant7-gw:meter-2"});
}

TEST_CASE(
    "the steps are those of the fleet: no certificate for an authorizer, no stand-in at AWS, no group unknown") {
  const std::string usual = text_of(planned(plant()), "README.md");
  CHECK(usual.find("create-certificate-from-csr") != std::string::npos);
  CHECK(usual.find("--certificate-pem-outfile plant7-gw.pem --query certificateArn") != std::string::npos);
  CHECK(usual.find("create-topic-rule") == std::string::npos);
  CHECK(usual.find("stand-in") == std::string::npos);
  Needs needs = plant();
  needs.authorizer = needs.stand_in = true;
  needs.learnt = {"plant7-gw:*"};
  const std::string text = text_of(planned(needs), "README.md");
  CHECK(text.find("your custom authorizer answers with `policy.json`") != std::string::npos);
  CHECK(text.find("CertificateArn") == std::string::npos);
  CHECK(text.find("another `service` than aws: leave that line out") != std::string::npos);
  CHECK(text.find("devices that are learned later are allowed, but neither registered nor in the group") !=
        std::string::npos);
}

TEST_CASE("AWS takes the alert role on for this account's profile only, to publish to its topic only") {
  const Plan plan = planned(plant());
  REQUIRE(plan.alerts);
  CHECK(
      json_line(plan.alerts->trust) ==
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},)"
      R"("Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},)"
      R"("ArnEquals":{"aws:SourceArn":["arn:aws:iot:eu-central-1:123456789012:securityprofile/plant7-gw-fleet"]}}}]})");
  CHECK(json_line(plan.alerts->permissions) ==
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish",)"
        R"("Resource":"arn:aws:sns:eu-central-1:123456789012:plant7-gw-fleet-alerts"}]})");
}

TEST_CASE("an alarm topic that is there is used, and none is made") {
  Request request = in_account();
  request.alerts_to = "arn:aws:sns:eu-central-1:123456789012:security";
  const Plan plan = planned(plant(), request);
  const auto stack = cloudformation(plan);
  CHECK(count_of(stack, "AWS::SNS::Topic") == 0);
  CHECK(json_line(stack).find("\"AlertTargetArn\":\"" + request.alerts_to + "\"") != std::string::npos);
}

TEST_CASE("the role that takes alarms to a metrics export is made where one is asked for") {
  CHECK_FALSE(planned(plant()).exports);
  Request request = in_account();
  request.export_to = "metrics/export";
  CHECK(planned(plant(), request).exports);
}

TEST_CASE("the overview says what is normal, or that nothing is said to be") {
  const std::string nothing = "nothing is said to be normal";
  const std::string said = text_of(planned(plant()), "README.md");
  CHECK(said.find("- normal is `reachable`") != std::string::npos);
  CHECK(said.find(nothing) == std::string::npos);
  Needs needs = plant();
  needs.metrics = {{"firmware", "string-list"}};
  CHECK(text_of(planned(needs), "README.md").find(nothing) != std::string::npos);
}

TEST_CASE("a template of several policies counts each of them, and what binds it") {
  Needs needs = plant();
  Request request = in_account();
  request.policy_by = PolicyBy::list;
  needs.devices = devices("elsewhere-" + std::string(60, 'x'), 12);
  const Plan plan = planned(needs, request);
  REQUIRE(plan.policies.documents.size() > 1);
  const auto stack = cloudformation(plan);
  const std::size_t things = count_of(stack, "AWS::IoT::Thing") - 1;  // the gateway's is none of theirs
  CHECK(stack["Resources"].size() - things == resources_without_children(plan));
}

TEST_CASE("limits that a fleet is over are marked, and told where it is provisioned") {
  Needs needs = plant();
  CHECK(beyond_limits(planned(needs), 1000).empty());
  needs.metrics.clear();
  for (int i = 0; i < 101; ++i) needs.metrics.push_back({"m" + std::to_string(i), "number"});
  const Plan plan = planned(needs);
  std::vector<std::string> over;
  for (const Quota& quota : quotas(plan, 1000)) {
    if (!quota.fits()) over.push_back(quota.what);
  }
  CHECK(over == std::vector<std::string>{"custom metrics of the account"});
  CHECK(text_of(plan, "README.md").find("| custom metrics of the account | 101 | 100 | TOO MUCH ") !=
        std::string::npos);
  CHECK(beyond_limits(plan, 1000)
            .find("  WARNING too much for AWS: 101 custom metrics of the account, of 100 (") == 0);
}

TEST_CASE("thirty thousand children make the same documents twice") {
  Needs needs = plant();
  needs.devices = devices("plant7-gw:m-", 30'000);
  const Plan plan = planned(needs);
  CHECK(plan.proof.things == 30'001);
  CHECK(plan.proof.wrongs == 0);
  const auto first = documents(plan), second = documents(planned(needs));
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) CHECK((first[i].text == second[i].text));
  const std::string lines = text_of(plan, "things.jsonl");
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 30'001);
  CHECK(lines.find("{\"ThingName\":\"plant7-gw\"}\n{\"ThingName\":\"plant7-gw:m-1\"}\n") == 0);
}

TEST_CASE("a core's recipe allows what its policy allows") {
  Needs needs = plant();
  needs.client_id.clear();
  const Plan plan = planned(needs);
  CHECK(parse_json(text_of(plan, "access-control.json")) ==
        parse_json(R"({"accessControl":{"aws.greengrass.ipc.mqttproxy":{
    "gatewarden:publish":{"operations":["aws.greengrass#PublishToIoTCore"],
      "resources":["$aws/things/plant7-gw/defender/metrics/json","$aws/things/plant7-gw:*/defender/metrics/json"]},
    "gatewarden:subscribe":{"operations":["aws.greengrass#SubscribeToIoTCore"],
      "resources":["$aws/things/+/defender/metrics/json/accepted","$aws/things/+/defender/metrics/json/rejected"]}}}})"));
  CHECK(count_of(cloudformation(plan), "AWS::IoT::Thing") == 2);  // the core device is there
  CHECK(text_of(plan, "README.md").find("The component, with the fleet file and `access-control.json`") !=
        std::string::npos);
}

TEST_CASE("without Defender there is a policy and the gateway's thing, and no more") {
  Needs needs = plant();
  needs.defender = false;
  needs.mirrors = {"$aws/rules/reports/{thing}"};
  const Plan plan = planned(needs);
  const auto stack = cloudformation(plan);
  CHECK(stack["Resources"].size() == 4);
  CHECK(text_of(plan, "security-profile.json").empty());
  const std::string text = text_of(plan, "README.md");
  const std::size_t rule = text.find("The IoT rule `reports`");  // before anything is sent to it
  const std::size_t run = text.find("`gatewarden run`");
  REQUIRE(rule != std::string::npos);
  REQUIRE(run != std::string::npos);
  CHECK(rule < run);
  CHECK(text.find("aws iot create-topic-rule --region eu-central-1 --rule-name reports ", rule) !=
        std::string::npos);
}

}  // namespace
}  // namespace gatewarden::provision

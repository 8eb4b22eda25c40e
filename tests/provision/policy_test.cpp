#include "gateway/provision/policy/policy.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/needs/limits.hpp"
#include "gateway/provision/policy/proof.hpp"
#include "gateway/wire/limits.hpp"
#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

Policies made(const Needs& needs, PolicyBy by = PolicyBy::fitting) {
  Request request = in_account();
  request.policy_by = by;
  auto policies = make_policies(needs, request);
  if (!policies) FAIL(policies.error());
  REQUIRE_FALSE(policies->documents.empty());
  REQUIRE(policies->documents.size() <= limits::kPoliciesPerPrincipal);
  for (const Policy& policy : policies->documents) {
    CHECK(policy.characters == json_line(policy.document).size());
    CHECK(policy.characters <= limits::kPolicyCharacters);
  }
  const auto proof = prove(needs, request, *policies);
  REQUIRE(proof);
  INFO((proof->wrongs > 0 ? proof->wrong.front() : std::string()));
  CHECK(proof->wrongs == 0);
  return *policies;
}

std::string refusal(const Needs& needs, PolicyBy by = PolicyBy::fitting) {
  Request request = in_account();
  request.policy_by = by;
  const auto policies = make_policies(needs, request);
  return policies ? "" : policies.error();
}

TEST_CASE("children called after their gateway are allowed by its name and a colon") {
  const Policies policies = made(plant());
  CHECK(policies.patterns == std::vector<std::string>{"plant7-gw:*"});
  CHECK(policies.named == std::vector<std::string>{"plant7-gw"});
  REQUIRE(policies.documents.size() == 1);
  const auto& statements = policies.documents[0].document["Statement"];
  CHECK(
      json_line(statements[0]) ==
      R"({"Effect":"Allow","Action":"iot:Connect","Resource":["arn:aws:iot:eu-central-1:123456789012:client/plant7-gw"]})");
  CHECK(json_line(statements[1]["Resource"]) ==
        R"(["arn:aws:iot:eu-central-1:123456789012:topic/$aws/things/plant7-gw/defender/metrics/json",)"
        R"("arn:aws:iot:eu-central-1:123456789012:topic/$aws/things/plant7-gw:*/defender/metrics/json"])");
  CHECK(policies.reasons.front().find(
            "2 children by `plant7-gw:*`: their names begin with the gateway's own") == 0);
}

TEST_CASE("children called otherwise are named one by one, over several policies if need be") {
  Needs needs = plant();
  needs.devices = devices("press-", 40);
  const Policies policies = made(needs);
  CHECK(policies.patterns.empty());
  CHECK(policies.named.size() == 41);
  CHECK(policies.documents.size() > 1);
  CHECK(policies.documents[0].name == "plant7-gw-fleet");
  CHECK(policies.documents[1].name == "plant7-gw-fleet-2");
  CHECK(policies.reasons.front().find("40 children one by one: they do not begin with plant7-gw:") == 0);
}

TEST_CASE("more names than ten policies hold are allowed by what stands before their colon") {
  Needs needs = plant();
  needs.devices = devices("demo:press-", 5000);
  const Policies policies = made(needs);
  CHECK(policies.patterns == std::vector<std::string>{"demo:*"});
  CHECK(policies.documents.size() == 1);
  CHECK(policies.reasons.front().find("5001 names one by one take more than 10 policies") !=
        std::string::npos);
  CHECK(policies.reasons.back().find("give no other gateway's children such names") != std::string::npos);
  CHECK(refusal(needs, PolicyBy::list).find("--policy-by list: 5001 names") == 0);

  needs.devices = devices("press-", 5000);
  CHECK(refusal(needs).find("thing press-1 has no beginning up to a colon") == 0);
}

TEST_CASE("the operator may choose prefix or list") {
  Needs needs = plant();
  CHECK(made(needs, PolicyBy::list).named.size() == 3);
  CHECK(made(needs, PolicyBy::list).patterns.empty());
  needs.devices = devices("demo:press-", 2);
  CHECK(made(needs, PolicyBy::prefix).patterns == std::vector<std::string>{"demo:*"});
  needs.learnt = {"plant7-gw:*"};
  CHECK(refusal(needs, PolicyBy::list) ==
        "--policy-by list: devices yet to be learned have no names to list");
}

TEST_CASE("devices yet to be learned are allowed by the beginning of their pattern, which there must be") {
  Needs needs = plant();
  needs.devices = devices("shop:press-", 2);
  needs.learnt = {"shop:*"};
  CHECK(made(needs).patterns == std::vector<std::string>{"shop:*"});
  needs.learnt = {"press-*-floor"};
  const Policies policies = made(needs);
  CHECK(policies.patterns == std::vector<std::string>{"press-*-floor"});
  CHECK(policies.named.size() == 3);
  needs.learnt = {"*"};
  CHECK(refusal(needs).find("would allow every thing of the account") != std::string::npos);
}

TEST_CASE("names that a policy would read as more than a name are refused") {
  for (const char* name : {"a*", "a?b", "${iot:ClientId}", "a b", "a\"b", "a\\b"}) {
    CAPTURE(name);
    Needs needs = plant();
    needs.registered = false;
    needs.devices = {{name, ""}};
    CHECK(refusal(needs).find(std::string("thing ") + name + " has a character that means something else") ==
          0);
  }
  Needs needs = plant();
  needs.registered = false;
  needs.devices = {{"plant7-gw:a*", ""}};  // covered by its beginning: it does not stand in the policy
  made(needs);
}

TEST_CASE("only what the fleet uses is allowed") {
  Needs needs = plant();
  needs.hears_accepted = false;
  const std::string rejections = json_line(made(needs).documents[0].document);
  CHECK(rejections.find("/accepted") == std::string::npos);
  needs.hears_rejected = false;
  const std::string silent = json_line(made(needs).documents[0].document);
  CHECK(silent.find("iot:Subscribe") == std::string::npos);
  CHECK(silent.find("iot:Receive") == std::string::npos);

  needs = plant();
  needs.client_id.clear();  // a nucleus connects
  CHECK(json_line(made(needs).documents[0].document).find("iot:Connect") == std::string::npos);

  needs = plant();
  needs.format = Format::cbor;
  needs.gateway_reports = false;
  const Policies policies = made(needs);
  CHECK(json_line(policies.documents[0].document).find("json") == std::string::npos);
  CHECK(policies.named.empty());
}

TEST_CASE("mirrors are allowed, of Basic Ingest and of the user's own, and without Defender nothing else") {
  Needs needs = plant();
  needs.mirrors = {"$aws/rules/reports/{thing}", "plant/{gateway}/reports"};
  needs.defender = false;
  const std::string text = json_line(made(needs).documents[0].document["Statement"][1]["Resource"]);
  CHECK(text == R"(["arn:aws:iot:eu-central-1:123456789012:topic/plant/plant7-gw/reports",)"
                R"("arn:aws:iot:eu-central-1:123456789012:topic/$aws/rules/reports/plant7-gw",)"
                R"("arn:aws:iot:eu-central-1:123456789012:topic/$aws/rules/reports/plant7-gw:*"])");
  needs.mirrors = {"plant/*/{thing}"};
  CHECK(refusal(needs).find("mirror plant/*/{thing} cannot stand in a policy") == 0);
}

}  // namespace
}  // namespace gatewarden::provision

#include "gateway/provision/policy/proof.hpp"

#include <catch2/catch.hpp>

#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

const std::string kHere = "arn:aws:iot:eu-central-1:123456789012:";

// The proof of the plant's policy after `spoil` changed its statements.
Proof spoilt(const std::function<void(nlohmann::ordered_json& statements)>& spoil) {
  auto policies = make_policies(plant(), in_account());
  REQUIRE(policies);
  spoil(policies->documents[0].document["Statement"]);
  const auto proof = prove(plant(), in_account(), *policies);
  REQUIRE(proof);
  return *proof;
}

bool told(const Proof& proof, const std::string& words) {
  return std::any_of(proof.wrong.begin(), proof.wrong.end(),
                     [&](const std::string& wrong) { return wrong.find(words) != std::string::npos; });
}

TEST_CASE("a policy as it is made stands its trial") {
  const Proof proof = spoilt([](auto&) {});
  CHECK(proof.wrongs == 0);
  CHECK(proof.things == 3);
  CHECK(proof.strangers >= 5);
  CHECK(proof.allowed == 3 * 3 + 3);  // publish, accepted, rejected; connect and two filters
  CHECK(proof.denied > 500);
}

TEST_CASE("a policy that allows too little, or more than it should, does not") {
  const auto publish = [](auto& statements) -> auto& { return statements[1]["Resource"]; };
  CHECK(told(spoilt([&](auto& statements) { publish(statements).erase(1); }),
             "is denied: iot:Publish topic/$aws/things/plant7-gw:meter-1/defender/metrics/json"));
  // Each is a mistake that has been seen in the wild.
  const std::vector<std::pair<int, std::string>> wider{
      {0, "client/*"},
      {0, "client/plant7-gw*"},
      {1, "topic/$aws/things/*/defender/metrics/json"},
      {1, "topic/$aws/things/plant7-gw*/defender/metrics/json"},
      {1, "topic/$aws/things/plant7-gw:*/defender/metrics/*"},
      {1, "topic/$aws/things/plant7-gw:*"},
      {1, "topic/$aws/things/plant7-gw:*/shadow/update"},
      {1, "topic/$aws/rules/*"},
      {1, "topic/*"},
      {2, "topicfilter/$aws/things/+/defender/metrics/*"},
      {2, "topicfilter/$aws/things/*"},
      {2, "topicfilter/#"},
      {3, "topic/$aws/things/*/defender/metrics/json/accepted"},
      {3, "topic/$aws/things/plant7-gw:*/defender/metrics/json/*"},
      {3, "*"}};
  for (const auto& [statement, resource] : wider) {
    CAPTURE(resource);
    const Proof proof = spoilt([&, at = statement, added = resource](auto& statements) {
      statements[at]["Resource"].push_back(kHere + added);
    });
    CHECK(proof.wrongs > 0);
    CHECK(told(proof, "is allowed: "));
    CHECK(proof.wrong.size() <= Proof::kMaxWrong);
  }
  CHECK(told(spoilt([](auto& statements) { statements[1]["Action"] = "iot:*"; }), "is allowed: "));
  CHECK(told(spoilt([](auto& statements) { statements[1]["Resource"] = "*"; }), "is allowed: "));
}

}  // namespace
}  // namespace gatewarden::provision

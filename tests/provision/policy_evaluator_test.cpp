#include "gateway/provision/policy/policy_evaluator.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/policy/wildcards.hpp"

namespace gatewarden::provision {
namespace {

PolicyEvaluator evaluator(const std::string& statements) {
  const auto document = parse_ordered_json(R"({"Version":"2012-10-17","Statement":)" + statements + "}");
  auto read = PolicyEvaluator::read({document}, {"gw", "gw-thing"});
  REQUIRE(read);
  return *read;
}

TEST_CASE("a star stands for any run of characters, slashes too, and a question mark for one") {
  CHECK(matches_wildcards("a*", "a"));
  CHECK(matches_wildcards("a*c", "a/b/c"));
  CHECK(matches_wildcards("*a*b*", "xxaxxbxx"));
  CHECK(matches_wildcards("a*b*c", "abbbc"));
  CHECK(matches_wildcards("a?c", "a/c"));
  CHECK(matches_wildcards("", ""));
  CHECK_FALSE(matches_wildcards("a?c", "ac"));
  CHECK_FALSE(matches_wildcards("a*c", "ab"));
  CHECK_FALSE(matches_wildcards("a", "ab"));
  CHECK_FALSE(matches_wildcards("*ab", "aba"));
  CHECK_FALSE(matches_wildcards("", "a"));
  CHECK_FALSE(matches_wildcards("+", "a"));  // MQTT's wildcards are none here
}

TEST_CASE("what no statement allows is denied, and Deny has the last word") {
  const auto policy = evaluator(R"([{"Effect":"Allow","Action":["iot:Publish","iot:Rec*"],"Resource":"t/*"},
                                    {"Effect":"Deny","Action":"iot:*","Resource":["t/secret*"]}])");
  CHECK(policy.allows("iot:Publish", "t/a/b"));
  CHECK(policy.allows("iot:publish", "t/a"));  // actions know no case
  CHECK(policy.allows("iot:Receive", "t/a"));
  CHECK_FALSE(policy.allows("iot:Publish", "T/a"));
  CHECK_FALSE(policy.allows("iot:Subscribe", "t/a"));
  CHECK_FALSE(policy.allows("iot:Publish", "t/secret/1"));
}

TEST_CASE("variables stand for the client, literally, and one without a value fits nothing") {
  const auto policy = evaluator(R"({"Effect":"Allow","Action":"iot:Publish","Resource":[
      "c/${iot:ClientId}", "n/${iot:Connection.Thing.ThingName}:*", "x/${iot:Certificate.Subject.Country}*",
      "s/${*}", "d/${$}{a}", "o/${open"]})");
  CHECK(policy.allows("iot:Publish", "c/gw"));
  CHECK(policy.allows("iot:Publish", "n/gw-thing:meter"));
  CHECK(policy.allows("iot:Publish", "s/*"));
  CHECK(policy.allows("iot:Publish", "d/${a}"));
  CHECK_FALSE(policy.allows("iot:Publish", "s/anything"));
  CHECK_FALSE(policy.allows("iot:Publish", "x/"));
  CHECK_FALSE(policy.allows("iot:Publish", "o/${open"));
  const auto document = parse_ordered_json(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a","Resource":"${iot:ClientId}"}})");
  const auto starred = PolicyEvaluator::read({document}, {"*", ""});
  REQUIRE(starred);
  CHECK(starred->allows("a", "*"));
  CHECK_FALSE(starred->allows("a", "anything"));
}

TEST_CASE("a condition that is not understood allows nothing, and denies what it could") {
  const auto policy = evaluator(
      R"([{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"x":"true"}}},
          {"Effect":"Allow","Action":"b","Resource":"*"},
          {"Effect":"Deny","Action":"b","Resource":"y","Condition":{"Bool":{"x":"true"}}}])");
  CHECK_FALSE(policy.allows("a", "x"));
  CHECK(policy.allows("b", "x"));
  CHECK_FALSE(policy.allows("b", "y"));
}

TEST_CASE("a policy that is not understood is refused") {
  for (const char* text :
       {R"({})", R"([])", R"({"Version":"2008-10-17","Statement":[]})", R"({"Version":"2012-10-17"})",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"a","Resource":"*"}]})",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"a","Resource":"*"}]})",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":1,"Resource":"*"}]})",
        R"({"Version":"2012-10-17","Statement":["a"]})"}) {
    CAPTURE(text);
    CHECK_FALSE(PolicyEvaluator::read({parse_ordered_json(text)}, {}));
  }
}

}  // namespace
}  // namespace gatewarden::provision

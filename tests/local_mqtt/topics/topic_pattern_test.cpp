#include "adapters/local_mqtt/topics/topic_pattern.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::local_mqtt;

TEST_CASE("a pattern tells who sent a payload") {
  const auto given = TopicPattern::parse("plant/+/{id}/state").value();
  CHECK(given.filter() == "plant/+/+/state");
  CHECK(given.identity("plant/hall1/press-7/state") == "press-7");
  CHECK_FALSE(given.identity("plant/hall1/press-7"));
  CHECK_FALSE(given.identity("plant/hall1/press-7/state/x"));
  CHECK_FALSE(given.identity("plant/hall1//state"));
  const auto derived = TopicPattern::from_filter("plant/+/+/state");
  CHECK(derived.identity("plant/hall1/press-7/state") == "hall1-press-7");
  CHECK_FALSE(TopicPattern::from_filter("door/main").identity("door/main"));
}

TEST_CASE("a pattern has exactly one {id}, alone in its level, and some text") {
  CHECK(TopicPattern::parse("sensors/{id}/telemetry"));
  for (const char* bad :
       {"sensors/+/telemetry", "{id}", "+/{id}", "a/{id}/{id}", "a/x{id}", "a/{unit}", "a/{id}/#", ""}) {
    INFO(bad);
    CHECK_FALSE(TopicPattern::parse(bad));
  }
}

TEST_CASE("a child's topic has no wildcards") {
  CHECK(check_topic("sensors/press-1/telemetry"));
  CHECK_FALSE(check_topic(""));
  CHECK_FALSE(check_topic("a/+/b"));
  CHECK_FALSE(check_topic("a/#"));
  const std::string levels = std::string(199, '/');
  CHECK(check_topic("a" + levels));
  CHECK_FALSE(check_topic("a" + levels + "/"));
  CHECK(TopicPattern::parse("a/{id}" + levels.substr(1)));
  CHECK_FALSE(TopicPattern::parse("a/{id}" + levels));
  CHECK_FALSE(check_topic(std::string("a\0b", 3)));
}

TEST_CASE("patterns that cannot be read are left out of a list") {
  const auto patterns = TopicPattern::parse_all({"sensors/{id}/telemetry", "sensors/#", "{id}/state"});
  REQUIRE(patterns.size() == 2);
  CHECK(patterns[0].filter() == "sensors/+/telemetry");
  CHECK(patterns[1].filter() == "+/state");
}

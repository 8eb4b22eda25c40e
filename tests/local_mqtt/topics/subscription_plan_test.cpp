#include "adapters/local_mqtt/topics/subscription_plan.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::local_mqtt;

namespace {

std::vector<std::string> planned(const std::vector<std::string>& topics,
                                 const std::vector<std::string>& given = {}) {
  std::vector<std::string> filters;
  for (const TopicPattern& pattern :
       plan_subscriptions({topics.begin(), topics.end()}, TopicPattern::parse_all(given))) {
    filters.push_back(pattern.filter());
  }
  return filters;
}

std::vector<std::string> many(const std::string& before, int count, const std::string& after) {
  std::vector<std::string> topics;
  for (int i = 0; i < count; ++i) topics.push_back(before + std::to_string(i) + after);
  return topics;
}

}  // namespace

TEST_CASE("a few topics are subscribed as they are") {
  CHECK(planned({"b/2", "a/1", "a/1"}) == std::vector<std::string>{"a/1", "b/2"});
  CHECK(planned(many("sensors/", 7, "/telemetry")).size() == 7);
}

TEST_CASE("many topics that differ in one level take one wildcard") {
  CHECK(planned(many("sensors/", 8, "/telemetry")) == std::vector<std::string>{"sensors/+/telemetry"});
  CHECK(planned(many("sensors/", 10'000, "/telemetry")) == std::vector<std::string>{"sensors/+/telemetry"});
}

TEST_CASE("topics that differ in two levels take two wildcards") {
  std::vector<std::string> topics;
  for (int hall = 0; hall < 10; ++hall) {
    for (const auto& topic : many("plant/hall" + std::to_string(hall) + "/", 10, "/state"))
      topics.push_back(topic);
  }
  CHECK(planned(topics) == std::vector<std::string>{"plant/+/+/state"});
}

TEST_CASE("a topic of another shape keeps its own filter") {
  auto topics = many("sensors/", 20, "/telemetry");
  topics.push_back("door/main");
  CHECK(planned(topics) == std::vector<std::string>{"door/main", "sensors/+/telemetry"});
}

TEST_CASE("a wildcard never takes everything") {
  CHECK(planned(many("x", 20, "")).size() == 20);
  CHECK(planned(many("$SYS", 9, "/a")).size() == 9);
}

TEST_CASE("no filter stands inside another, or the broker may send a payload twice") {
  auto topics = many("s/", 10, "/t");
  for (const auto& topic : many("s/", 10, "/u")) topics.push_back(topic);
  const auto filters = planned(topics);
  CHECK(filters == std::vector<std::string>{"s/+/t", "s/+/u"});
}

TEST_CASE("what a given pattern covers needs no filter of its own") {
  CHECK(planned({"sensors/a/telemetry", "door/main"}, {"sensors/{id}/telemetry"}) ==
        std::vector<std::string>{"door/main", "sensors/+/telemetry"});
}

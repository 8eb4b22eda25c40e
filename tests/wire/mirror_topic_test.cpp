#include <catch2/catch.hpp>

#include "gateway/wire/limits.hpp"
#include "gateway/wire/mirror_topic.hpp"

using namespace gatewarden;

TEST_CASE("a mirror's topic is its pattern with thing and gateway filled in") {
  CHECK(fill_topic("site/{gateway}/{thing}/{thing}", "m1", "gw").value() == "site/gw/m1/m1");
  CHECK(fill_topic("reports", "m1", "gw").value() == "reports");
  CHECK(fill_topic("$aws/rules/r/{thing}", "m1", "gw").value() == "$aws/rules/r/m1");
}

TEST_CASE("what a broker would refuse as a topic is refused before it is asked") {
  const auto pattern = GENERATE("", "a/+/b", "a/#", "$aws/things/{thing}/defender/metrics/json", "$SYS/x",
                                "$aws/rules/", "$aws/rules//x", "a/{plant}", "a/{thing", "1/2/3/4/5/6/7/8/9");
  CAPTURE(pattern);
  CHECK_FALSE(fill_topic(pattern, "m1", "gw"));
}

TEST_CASE("Basic Ingest's prefix counts neither for the slashes nor for the length") {
  CHECK(fill_topic("$aws/rules/r/1/2/3/4/5/6/7/8", "m1", "gw"));
  CHECK_FALSE(fill_topic("$aws/rules/r/1/2/3/4/5/6/7/8/9", "m1", "gw"));
  CHECK(fill_topic("{thing}", std::string(limits::kTopicBytes, 'x'), "gw"));
  CHECK_FALSE(fill_topic("{thing}", std::string(limits::kTopicBytes + 1, 'x'), "gw"));
  CHECK(fill_topic("$aws/rules/r/{thing}", std::string(limits::kTopicBytes, 'x'), "gw"));
}

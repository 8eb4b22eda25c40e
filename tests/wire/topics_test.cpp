#include "gateway/wire/topics.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a report goes to its thing's own topic") {
  CHECK(report_topic("plant7-gw:meter-1", Format::cbor) ==
        "$aws/things/plant7-gw:meter-1/defender/metrics/cbor");
  const std::string topic = report_topic("press", Format::json);
  const auto read = parse_report_topic(topic);
  REQUIRE(read.has_value());
  CHECK(read->thing == "press");
  CHECK(read->format == Format::json);
}

TEST_CASE("an answer topic names the thing, the format and the verdict") {
  const auto accepted = parse_answer_topic("$aws/things/a:b/defender/metrics/json/accepted");
  REQUIRE(accepted.has_value());
  CHECK(accepted->thing == "a:b");
  CHECK(accepted->format == Format::json);
  CHECK(accepted->accepted);
  const auto rejected = parse_answer_topic("$aws/things/x/defender/metrics/cbor/rejected");
  REQUIRE(rejected.has_value());
  CHECK(rejected->format == Format::cbor);
  CHECK_FALSE(rejected->accepted);
}

TEST_CASE("other topics are no answers") {
  for (const char* other :
       {"", "$aws/things/", "$aws/things/x", "$aws/things/x/defender/metrics/json", "sensors/x",
        "$aws/things/x/defender/metrics/json/accepted/", "$aws/things/x/defender/metrics/json/acceptedx",
        "$aws/things//defender/metrics/json/accepted", "$aws/things/x/shadow/update/accepted",
        "$aws/things/x/defender/metrics/xml/accepted", "$aws/things/x/y/defender/metrics/json/accepted",
        "$aws/things/+/defender/metrics/json/accepted", "x$aws/things/x/defender/metrics/json/accepted"}) {
    INFO(other);
    CHECK_FALSE(parse_answer_topic(other).has_value());
  }
}

TEST_CASE("two wildcard filters bring every answer of a format") {
  const auto filters = answer_filters(Format::cbor);
  CHECK(filters[0] == "$aws/things/+/defender/metrics/cbor/accepted");
  CHECK(filters[1] == "$aws/things/+/defender/metrics/cbor/rejected");
  CHECK(answer_filters("meter", Format::json)[1] == "$aws/things/meter/defender/metrics/json/rejected");
  CHECK(report_filter(Format::json) == "$aws/things/+/defender/metrics/json");
  for (const auto& filter : filters) CHECK(check_answer_filter(filter));
  CHECK(check_answer_filter("$aws/things/+/defender/metrics/json/+"));
}

TEST_CASE("a filter that could end the connection is refused") {
  for (const char* bad :
       {"$aws/things/+/defender/metrics/json", "$aws/things/+/defender/metrics/json/#", "$aws/things/#",
        "$aws/things/gw-+/defender/metrics/json/accepted", "$aws/things/+/defender/metrics/+/accepted",
        "$aws/things/a\x01/defender/metrics/json/accepted"}) {
    INFO(bad);
    CHECK_FALSE(check_answer_filter(bad));
  }
}

TEST_CASE("a publish topic is judged by the thing's name as well") {
  CHECK(check_publish_topic("$aws/things/\xC3\xBC/defender/metrics/json"));
  CHECK(check_publish_topic(report_topic(std::string(128, 'x'), Format::json)));
  CHECK_FALSE(check_publish_topic(report_topic(std::string(129, 'x'), Format::json)));
  CHECK_FALSE(check_publish_topic(report_topic("a\x07", Format::json)));
  CHECK_FALSE(check_publish_topic(report_topic("\xFF", Format::json)));
  CHECK_FALSE(check_publish_topic(report_topic("#", Format::json)));
}

TEST_CASE("a refused topic is quoted, and no more of it than a topic may have") {
  CHECK_THAT(check_publish_topic("plain/topic").error(),
             Catch::StartsWith("publish topic \"plain/topic\": only"));
  CHECK_THAT(check_answer_filter("plain/#").error(), Catch::StartsWith("filter \"plain/#\": only"));
  CHECK(check_publish_topic(std::string(100'000, 'x')).error().size() < 512);
}

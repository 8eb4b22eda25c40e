// Answers and topics of vectors/; tests/judge/vectors_test.cpp judges its reports.
#include "tests/wire/vectors.hpp"

#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Json = nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("answers are read as the sources show them") {
  REQUIRE(cases("answers").size() >= 6);
  for (const fs::path& file : cases("answers")) {
    INFO(file.filename());
    const Json vector = load(file);
    const auto verdict = parse_verdict(*parse_format(vector["format"].get<std::string>()), payload(vector));
    const Json& expected = vector["verdict"];
    REQUIRE(static_cast<bool>(verdict) == !expected.is_null());
    if (!verdict) continue;
    CHECK(verdict->thing == expected["thing"].get<std::string>());
    CHECK(verdict->accepted == expected["accepted"].get<bool>());
    CHECK(verdict->id.has_value() == !expected["report_id"].is_null());
    if (verdict->id) CHECK(static_cast<std::uint64_t>(*verdict->id) == expected["report_id"]);
    CHECK(verdict->code.has_value() == expected.contains("error_code"));
    if (verdict->code) CHECK(*verdict->code == expected["error_code"]);
    if (expected.contains("timestamp_ms"))
      CHECK(verdict->timestamp_ms == expected["timestamp_ms"].get<std::int64_t>());
  }
}

TEST_CASE("topics and filters a gateway must never use are refused") {
  const Json topics = load(vectors() / "topics.json");
  for (const std::string topic : topics["publish"]) {
    CHECK(check_publish_topic(topic));
    CHECK(parse_report_topic(topic).has_value());
  }
  for (const std::string topic : topics["answer"]) {
    CHECK(topic.size() == 171);
    CHECK(parse_answer_topic(topic).has_value());
    CHECK(check_answer_filter(topic));
  }
  REQUIRE(topics["never_publish"].size() >= 7);
  for (const std::string topic : topics["never_publish"]) {
    INFO(topic);
    CHECK_FALSE(check_publish_topic(topic));
    CHECK_FALSE(parse_report_topic(topic).has_value());
  }
  REQUIRE(topics["never_subscribe"].size() >= 3);
  for (const std::string filter : topics["never_subscribe"]) {
    INFO(filter);
    CHECK_FALSE(check_answer_filter(filter));
  }
}

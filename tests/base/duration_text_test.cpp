#include "gateway/base/duration_text.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("a duration is written in its largest whole unit") {
  CHECK(to_text(0s) == "0s");
  CHECK(to_text(1us) == "1us");
  CHECK(to_text(1500us) == "1500us");
  CHECK(to_text(2ms) == "2ms");
  CHECK(to_text(90s) == "90s");
  CHECK(to_text(5min) == "5m");
  CHECK(to_text(90min) == "90m");
  CHECK(to_text(36h) == "36h");
  CHECK(to_text(48h) == "2d");
  CHECK(to_text(1500ns) == "1us");
}

TEST_CASE("a duration is read with its unit, whole or with decimals") {
  CHECK(parse_duration("0s") == Duration(0));
  CHECK(parse_duration("250us") == Duration(250us));
  CHECK(parse_duration("20ms") == Duration(20ms));
  CHECK(parse_duration("5m") == Duration(5min));
  CHECK(parse_duration("2h") == Duration(2h));
  CHECK(parse_duration("30d") == Duration(720h));
  CHECK(parse_duration("1.5s") == Duration(1500ms));
  CHECK(parse_duration("0.25m") == Duration(15s));
  CHECK(parse_duration("2.000001ms") == Duration(2'000'001ns));
}

TEST_CASE("what is no number with a unit of time is no duration") {
  for (const char* text :
       {"", "5", "s", "-5s", "5 s", "5x", "5S", "1e3s", "1.s", ".5s", "1.2.3s", "1.5", "5ss"})
    CHECK_FALSE(parse_duration(text));
}

TEST_CASE("a duration that does not fit is refused, the longest that does is not") {
  CHECK(parse_duration("106750d") == Duration(106'750 * 24h));
  CHECK_FALSE(parse_duration("106751d"));
  CHECK_FALSE(parse_duration("9223372036854775808us"));
  CHECK_FALSE(parse_duration("99999999999999999999d"));
}

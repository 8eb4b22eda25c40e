#include "gateway/status/show/page_text.hpp"

#include <catch2/catch.hpp>

#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;

TEST_CASE("counters are shown without those at zero, and made harmless") {
  CHECK(words_of(Counters{{"timeouts", 3}, {"exception_2", 0}, {"crc", 1}}) == "crc=1 timeouts=3");
  CHECK(words_of(Counters{{"a\x1b[2J", 1}}).find('\x1b') == std::string::npos);
  CHECK(words_of(Counters{}).empty());
}

TEST_CASE("a document is set in line by line, also without an end of line") {
  std::string out;
  inset(out, "{\n  \"a\": 1\n}", Screen{});
  CHECK(out == "  {\n    \"a\": 1\n  }\n");
}

TEST_CASE("a line is cut to the screen and to no bound without one") {
  Screen narrow;
  narrow.columns = 10;
  std::string out;
  line(out, narrow, "a text of more than ten");
  CHECK(out == "a text of\xe2\x80\xa6\n");
  out.clear();
  line(out, Screen{}, "a text of more than ten");
  CHECK(out == "a text of more than ten\n");
}

TEST_CASE("a child that is online with a reason is doubtful, not good") {
  ChildRow row = child_row("t");
  CHECK(colour_of(row) == Colour::good);
  row.why = "its clock stands still";
  CHECK(colour_of(row) == Colour::doubtful);
  CHECK(colour_of(child_row("t", DeviceState::degraded)) == Colour::doubtful);
  CHECK(colour_of(child_row("t", DeviceState::offline)) == Colour::bad);
  CHECK(colour_of(child_row("t", DeviceState::never_seen)) == Colour::bad);
}

TEST_CASE("a time on a page is UTC to the second") {
  CHECK(iso(WallTime(std::chrono::seconds(1'790'000'301))) == "2026-09-21 14:18:21 UTC");
}

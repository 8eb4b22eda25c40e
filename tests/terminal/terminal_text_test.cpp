#include "gateway/terminal/terminal_text.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("wide characters take two columns, combining marks none") {
  CHECK(width_of("") == 0);
  CHECK(width_of("meter") == 5);
  CHECK(width_of("\xC3\xA9") == 1);                  // é
  CHECK(width_of("e\xCC\x81") == 1);                 // e and an accent
  CHECK(width_of("\xE6\x97\xA5\xE6\x9C\xAC") == 4);  // two characters of Japanese
  CHECK(width_of("\xF0\x9F\x98\x80") == 2);
  CHECK(width_of("\xF0\x9F\x9A\x80") == 2);  // the last signs of traffic are wide,
  CHECK(width_of("\xF0\x9F\x9C\x80") == 1);  // those of alchemy behind them are not;
  CHECK(width_of("\xEA\x93\x90") == 1);      // nor are the letters of Lisu behind those of Yi
}

TEST_CASE("text that does not fit ends in a mark, within its columns and with a whole character") {
  CHECK(cut("meter", 5) == "meter");
  CHECK(cut("meter", 4) == "met…");
  CHECK(cut("meter", 1) == "…");
  CHECK(cut("meter", 0).empty());
  CHECK(cut("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 4) == "\xE6\x97\xA5…");
  CHECK(cut("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 5) == "\xE6\x97\xA5\xE6\x9C\xAC…");
}

TEST_CASE("a duration is shown by its two largest units, and by tenths below ten seconds") {
  CHECK(short_text(std::nullopt) == "-");
  CHECK(short_text(-1s) == "0s");
  CHECK(short_text(0s) == "0.0s");
  CHECK(short_text(499ms) == "0.4s");
  CHECK(short_text(9'999ms) == "9.9s");
  CHECK(short_text(10s) == "10s");
  CHECK(short_text(59'999ms) == "59s");
  CHECK(short_text(1min) == "1m");
  CHECK(short_text(243s) == "4m 3s");
  CHECK(short_text(3'599s) == "59m 59s");
  CHECK(short_text(1h) == "1h");
  CHECK(short_text(2h + 5min + 59s) == "2h 5m");
  CHECK(short_text(24h) == "1d");
  CHECK(short_text(76h + 59min) == "3d 4h");
}

TEST_CASE("a long text is broken at blanks, and goes on below where it began") {
  CHECK(wrapped("one two three four", 13, 4) == "one two\n    three\n    four");
  CHECK(wrapped("one two three four", 0, 4) == "one two three four");
  CHECK(wrapped("one two", 9, 2) == "one two");
  CHECK(wrapped("averyveryverylongword b", 10, 2) == "averyveryverylongword\n  b");
  CHECK(wrapped("温度 温度", 6, 2) == "温度\n  温度");
  CHECK(wrapped("", 6, 2).empty());
}

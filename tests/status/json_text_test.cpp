#include "gateway/status/json_text.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace gatewarden;
using namespace gatewarden::status;
using namespace std::chrono_literals;

namespace {

template <class Value>
std::string json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace

TEST_CASE("text keeps its characters; what a terminal obeys is escaped, what is not UTF-8 replaced") {
  CHECK(json(std::string_view("caf\xc3\xa9 \"a\\b\"")) == "\"caf\xc3\xa9 \\\"a\\\\b\\\"\"");
  CHECK(json(std::string_view("line\nbell\x07")) == R"("line\u000abell\u0007")");
  CHECK(json(std::string_view("\xe2\x80\xae")) == R"("\u202e")");  // right-to-left override
  CHECK(json(std::string_view("a\xff")) == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("numbers are written shortest, and null where JSON has none") {
  CHECK(json(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(json(0.1) == "0.1");
  CHECK(json(std::numeric_limits<double>::infinity()) == "null");
  CHECK(json(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("a duration is seconds to the millisecond, never rounded up") {
  CHECK(json(Duration(1500ms)) == "1.5");
  CHECK(json(Duration(1999us)) == "0.001");
  CHECK(json(Duration::zero()) == "0");
}

TEST_CASE("a time is UTC with its milliseconds, before 1970 as well") {
  CHECK(json(WallTime(1'790'000'000'123ms)) == R"("2026-09-21T14:13:20.123Z")");
  CHECK(json(WallTime(-1ms)) == R"("1969-12-31T23:59:59.999Z")");
}

TEST_CASE("what is not known is null, none is an empty list") {
  CHECK(json(std::optional<Duration>()) == "null");
  CHECK(json(std::optional<Duration>(2s)) == "2");
  CHECK(json(std::vector<std::uint64_t>{}) == "[]");
  CHECK(json(std::vector<std::uint64_t>{1, 2}) == "[1,2]");
  CHECK(json(Counters{{"b", 2}, {"a", 1}}) == R"({"a":1,"b":2})");
}

TEST_CASE("a row is an object with the names of the one table") {
  CHECK(json(StoreView{true, "disk full"}) == R"({"failed":true,"why":"disk full"})");
}

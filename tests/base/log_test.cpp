#include "gateway/base/log.hpp"

#include <catch2/catch.hpp>
#include <ctime>
#include <nlohmann/json.hpp>

#include "gateway/base/line_budget.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/utf8.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::log;

namespace {

// Every byte, alone and behind each lead byte of UTF-8.
std::vector<std::string> foreign_bytes() {
  std::vector<std::string> all;
  for (int byte = 0; byte < 256; ++byte) {
    for (const char* lead : {"", "gate", "\xC3", "\xE2\x80", "\xF0\x9F\x98", "\xED\xA0", "\xF4\x90"})
      all.push_back(lead + std::string(1, static_cast<char>(byte)));
  }
  return all;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", std::gmtime(&now));
  return text;
}

}  // namespace

TEST_CASE("a line says when in UTC, to the millisecond, how grave it is, where and what happened") {
  const std::string before = utc_now();
  const std::string line = line_now(Level::warning, "uplink", "connection_lost", {{"why", "silence"}});
  const std::string after = utc_now(), second = line.substr(5, before.size());
  CHECK(before <= second);
  CHECK(second <= after);
  CHECK_THAT(line, Catch::Matches(
                       R"(time=\S{19}\.\d{3}Z level=warning room=uplink event=connection_lost why=silence)"));
  for (const auto& [level, name] : {std::pair(Level::debug, "level=debug "),
                                    {Level::info, "level=info "},
                                    {Level::error, "level=error "}})
    CHECK(line_now(level, "uplink", "connected", {}).find(name) != std::string::npos);
}

TEST_CASE("a room is as talkative as it was told to be, the others as all are") {
  test::LogCapture captured;
  const auto say = [] {
    for (const char* room : {"uplink", "modbus", "store"}) {
      debug(room, "looked");
      info(room, "changed");
      warning(room, "failed");
    }
  };
  set_level("uplink", Level::debug);
  set_level("modbus", Level::warning);
  say();
  CHECK(captured.count("looked") == 1);
  CHECK(captured.count("changed") == 2);
  CHECK(captured.count("failed") == 3);
  forget_rooms();
  say();
  CHECK(captured.count("looked") == 1);
  CHECK(captured.count("changed") == 2 + 3);
  set_level(Level::error);
  say();
  CHECK(captured.count("failed") == 3 + 3);
  set_level(Level::info);
}

TEST_CASE(
    "a line of the log is UTF-8 on one line, and JSON where JSON was asked for, whatever bytes it quotes") {
  for (const std::string& foreign : foreign_bytes()) {
    const std::string json = line_of(Shape::json, {{"event", "damaged"}, {"why", foreign}});
    const std::string text = line_of(Shape::text, {{"event", "damaged"}, {"why", foreign}});
    CAPTURE(json, text);
    const nlohmann::json read = parse_json(json);
    REQUIRE(read.is_object());
    REQUIRE(read.size() == 2);
    if (valid_utf8(foreign)) REQUIRE(read.at("why") == foreign);
    for (const std::string& made : {json, text}) {
      REQUIRE(valid_utf8(made));
      REQUIRE(made.find_first_of("\n\r\x1b\x7f") == std::string::npos);
    }
  }
}

TEST_CASE("bytes of a line that are not UTF-8 show as U+FFFD, in either shape") {
  CHECK(line_of(Shape::json, {{"why", "(gate\xD4\x61y)"}}) == "{\"why\":\"(gate\xEF\xBF\xBD\x61y)\"}");
  CHECK(line_of(Shape::text, {{"why", "gate\xD4\x61y"}}) == "why=\"gate\xEF\xBF\xBD\x61y\"");
}

TEST_CASE("numbers and truth values of the log are numbers and truth values in JSON") {
  const auto fields = {Field{"port", std::uint16_t{21883}}, Field{"change", -4}, Field{"clean", true},
                       Field{"thing", "4"}};
  CHECK(line_of(Shape::json, fields) == R"({"port":21883,"change":-4,"clean":true,"thing":"4"})");
  CHECK(line_of(Shape::text, fields) == "port=21883 change=-4 clean=true thing=4");
}

TEST_CASE("a value of key=value text is quoted where it could be misread") {
  CHECK(line_of(Shape::text, {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", "caf\xC3\xA9"}}) ==
        "a=\"\" b=\"two words\" c=\"x=y\" d=caf\xC3\xA9");
  CHECK(line_of(Shape::text, {{"thing", "a\xE2\x80\xAE"}}) == R"(thing="a\u202e")");
}

TEST_CASE("a flood of one event on one link leaves room for every other, and its size is told") {
  test::LogCapture captured;
  for (int i = 0; i < 50'000; ++i) warning("modbus", "flapped", {{"link", "hall"}, {"unit", i}});
  warning("modbus", "flapped", {{"link", "yard"}, {"unit", 1}});
  info("modbus", "answered", {{"link", "hall"}});
  CHECK(captured.count("flapped") >= LineBudget::kBurst + 1);
  CHECK(captured.count("flapped") <= LineBudget::kBurst + 2);  // the flood may take some seconds
  CHECK(captured.text().find("event=flapped link=yard") != std::string::npos);
  CHECK(captured.count("answered") == 1);
}

TEST_CASE("a value of any length takes a stated room in a line, and ends with a whole character") {
  for (const std::string character : {"x", "\xC3\xA9", "\xE2\x80\xAE", "\xF0\x9F\x98\x80", "\xFF"}) {
    std::string value;
    while (value.size() < 200'000) value += character;
    for (const Shape shape : {Shape::text, Shape::json}) {
      const std::string line = line_of(shape, {{"topic", value}});
      CHECK(line.size() < 4 * kMaxValueBytes);
      CHECK(valid_utf8(line));
      CHECK(line.find("... (20000") != std::string::npos);
      if (character != "\xFF") CHECK(line.find("\xEF\xBF\xBD") == std::string::npos);
    }
  }
}

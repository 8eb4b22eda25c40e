#include "gateway/base/log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/utf8.hpp"

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

}  // namespace

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

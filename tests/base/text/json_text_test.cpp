#include "gateway/base/text/json_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

using namespace gatewarden;

TEST_CASE("what is not JSON is discarded, and nothing is thrown") {
  CHECK(parse_json(R"({"a":[1,2.5,"x"]})")["a"][1] == 2.5);
  CHECK(parse_json(R"({"a":)").is_discarded());
  CHECK(parse_json("").is_discarded());
  CHECK(parse_json("{} {}").is_discarded());
  CHECK(parse_ordered_json("nonsense").is_discarded());
}

TEST_CASE("JSON is written on one line, or indented for a person") {
  const nlohmann::json json{{"b", 1}, {"a", nullptr}};
  CHECK(json_line(json) == R"({"a":null,"b":1})");
  CHECK(json_page(json) == "{\n  \"a\": null,\n  \"b\": 1\n}\n");
  CHECK(json_line(parse_ordered_json(R"({"b":1,"a":2})")) == R"({"b":1,"a":2})");
  CHECK(json_page(parse_ordered_json(R"({"b":1})")) == "{\n  \"b\": 1\n}\n");
}

TEST_CASE("bytes that are not UTF-8 are replaced where JSON is written") {
  CHECK(json_line(nlohmann::json("a\xFF")) == "\"a\xEF\xBF\xBD\"");
  CHECK(json_page(nlohmann::json("a\xFF")) == "\"a\xEF\xBF\xBD\"\n");
  CHECK(json_line(nlohmann::ordered_json("a\xFF")) == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("a member that is a text is read, everything else is empty") {
  CHECK(text_member(parse_json(R"({"a":"x","n":1})"), "a") == "x");
  CHECK(text_member(parse_json(R"({"a":"x","n":1})"), "n").empty());
  CHECK(text_member(parse_json(R"({"a":"x"})"), "b").empty());
  CHECK(text_member(parse_json(R"(["a"])"), "a").empty());
  CHECK(text_member(parse_json("nonsense"), "a").empty());
  CHECK(text_member(parse_ordered_json(R"({"a":"x"})"), "a") == "x");
}

TEST_CASE("JSON has no character that a terminal obeys or a reader does not see, and means the same") {
  for (const std::string text :
       {"\x1b[31m", "\x7f", "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x80\x8B", "\xF3\xA0\x80\x81", "T\xC3\xBCr"}) {
    const nlohmann::json json{{"a" + text, text}};
    std::string quoted;
    append_json_string(quoted, text);
    CHECK(parse_json(quoted) == text);
    for (const std::string& made : {json_line(json), json_page(json), quoted}) {
      CAPTURE(made);
      for (std::size_t at = 0; at < made.size();) {
        const char32_t c = next_code_point(made, at);
        CHECK((c == '\n' || !harmful(c)));
      }
    }
    CHECK(parse_json(json_line(json)) == json);
    CHECK(parse_json(json_page(json)) == json);
  }
}

#include <catch2/catch.hpp>

#include "gateway/config/keys/types.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/config/text/read_csv.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the nearest word is one letter or a swap away, or holds the word") {
  const std::vector<std::string> keys{"timeout", "interval", "private_key", "every"};
  CHECK(nearest("timout", keys) == "timeout");
  CHECK(nearest("tiemout", keys) == "timeout");
  CHECK(nearest("intervall", keys) == "interval");
  CHECK(nearest("private", keys) == "private_key");
  CHECK(nearest("colour", keys) == "");
  CHECK(nearest("TIMEOUT", keys) == "timeout");
  CHECK(nearest("hast", {"broker", "qos", "ca", "topics"}) == "");
  CHECK(nearest("name", {"username", "broker"}) == "");
  CHECK(nearest("user", {"username", "broker"}) == "username");
  CHECK(nearest("6", {"5", "3.1.1"}) == "");
  CHECK(nearest("hall-b", {"hall-a"}) == "");
  CHECK(nearest("hall-b", {"hall"}) == "");
  CHECK(nearest("hal-a", {"hall-a"}) == "hall-a");
  CHECK(nearest("hall-", {"hall"}) == "hall");
  CHECK(nearest("", keys) == "");
  CHECK(nearest(std::string(100'000, 'x'), keys) == "");
}

TEST_CASE("a word that others use is known by the one of ours") {
  CHECK(nearest("host", {"broker", "qos", "ca", "topics"}) == "broker");
  CHECK(nearest("Average", {"last", "mean"}) == "mean");
  CHECK(nearest("big endian", {"ABCD", "DCBA"}) == "ABCD");
  CHECK(nearest("little-endian", {"ABCD", "DCBA", "CDAB"}) == "");  // DCBA for some, CDAB for others
  CHECK(nearest("byteOrder", {"order", "every"}) == "order");
}

TEST_CASE("a duration is read exactly and written as short as it goes") {
  CHECK(parse_duration("500ms") == Duration(500ms));
  CHECK(parse_duration("1.5m") == Duration(90s));
  CHECK(parse_duration("0s") == Duration(0s));
  CHECK(parse_duration("2d") == Duration(48h));
  for (const char* wrong : {"", "5", "s", "5 s", "-1s", "1.s", ".5s", "1.5.5s", "1e3s", "5S",
                            "99999999999999999999s", "9223372036854775807d", "5ms ", "0x5s"}) {
    INFO(wrong);
    CHECK_FALSE(parse_duration(wrong));
  }
  CHECK(to_text(Duration(90s)) == "90s");
  CHECK(to_text(Duration(5min)) == "5m");
  CHECK(to_text(Duration(1500us)) == "1500us");
  CHECK(to_text(Duration(0s)) == "0s");
}

TEST_CASE("a range rises, names each number once and stays within its bound") {
  using Numbers = std::vector<std::string>;
  CHECK(parse_range("1-4,7", 100) == Numbers{"1", "2", "3", "4", "7"});
  CHECK(parse_range("9, 2-3", 100) == Numbers{"9", "2", "3"});
  CHECK(parse_range("4294967290-4294967295", 100)->size() == 6);
  for (const char* wrong : {"", ",", "1,", "4-1", "1-4,4", "1-", "-1", "1--2", "a", "1-101", "99999999999"}) {
    INFO(wrong);
    CHECK_FALSE(parse_range(wrong, 100));
  }
}

TEST_CASE("placeholders are filled in, a brace written twice is a brace, any other is unknown") {
  std::string unknown;
  CHECK(fill_placeholders("m-{unit}/{id}", {{"unit", "4"}, {"id", "x"}}, unknown) == "m-4/x");
  CHECK(fill_placeholders("{{unit}} {{}} {unit}", {{"unit", "4"}}, unknown) == "{unit} {} 4");
  CHECK(unknown.empty());
  for (const std::string wrong : {"{other}", "{UNIT}", "{un it}", "{}", "{un-it}"}) {
    std::string found;
    fill_placeholders("s/" + wrong + "/{unit}{more}", {{"unit", "4"}}, found);
    CHECK(found == wrong);
  }
  for (const auto& [text, brace] :
       {std::pair{"s/{unit/t", "{"}, std::pair{"s/unit}/t", "}"}, std::pair{"{{{unit", "{"}}) {
    std::string found;
    fill_placeholders(text, {{"unit", "4"}}, found);
    CHECK(found == brace);
  }
}

TEST_CASE("variables are filled in once, never twice") {
  const Environment environment([](const std::string& name) -> std::optional<std::string> {
    if (name == "A") return "${B}";
    if (name == "E") return "";
    return std::nullopt;
  });
  CHECK(fill_in("x${A}y", environment).text == "x${B}y");
  CHECK(fill_in("$${A}", environment).text == "${A}");
  CHECK(fill_in("${N:-d}${E:-e}${E}", environment).text == "de");
  CHECK(fill_in("cost: $5 {x}", environment).text == "cost: $5 {x}");
  CHECK(fill_in("${N}", environment).code == "F006");
  CHECK(fill_in("${N", environment).code == "F007");
  CHECK(fill_in("${}", environment).code == "F007");
  CHECK(fill_in("${1A}", environment).code == "F007");
}

TEST_CASE("hiding the braces of variables keeps every column") {
  const std::string text = "{ a: ${A}, b: \"${B:-x y}\", c: ${, d: $${D} }";
  const std::string hidden = hide_braces(text);
  CHECK(hidden.size() == text.size());
  CHECK(hidden.find("${A}") == std::string::npos);
  CHECK(show_braces(hidden) == text);
}

TEST_CASE("a shown value is short, printable and without credentials") {
  CHECK(excerpt("mqtt://me:secret@host/x") == "mqtt://...@host/x");
  CHECK(excerpt(std::string("a\0b\n\u202e", 7)) == "a\\x00b\\x0a\\u{202e}");
  CHECK(excerpt("\xff\xc3") == "\\xff\\xc3");
  CHECK(excerpt("-----BEGIN PRIVATE KEY-----\nMIGH") == "...");
  CHECK(excerpt("Tür") == "Tür");
  CHECK(excerpt(std::string(1000, 'x')).size() == 63);
  CHECK(names_a_secret("password"));
  CHECK(names_a_secret("API_TOKEN"));
  CHECK_FALSE(names_a_secret("password_file"));
}

TEST_CASE("a table's cells are quoted as RFC 4180 says, and know their places") {
  const Environment none([](const std::string&) { return std::optional<std::string>(); });
  Problems problems;
  const auto file = std::make_shared<const std::string>("a.csv");
  const ConfigNode rows =
      read_csv("a,b\r\n\"x \"\"y\"\", z\",\"two\nlines\"\n , last", file, {"a", "b"}, none, problems);
  CHECK(
      to_text(problems) ==
      "a.csv:2:14: error F029 [children[0].b]: holds \\x0a, a control or invisible character, which no value may\n");
  REQUIRE(rows.items().size() == 2);
  CHECK(rows.items()[0].find("a")->text() == "x \"y\", z");
  CHECK(rows.items()[1].find("a") == nullptr);
  CHECK(rows.items()[1].find("b")->text() == "last");
  CHECK(to_text(rows.items()[1].find("b")->place()) == "a.csv:4:3");
}

}  // namespace
}  // namespace gatewarden::config

// The usual slips of a line of YAML, each alone: the line that was meant, or the line as it is.
#include "gateway/config/text/meant/slips.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "gateway/config/text/line_meant.hpp"
#include "gateway/config/text/missing_quotes.hpp"

namespace gatewarden::config {
namespace {

// By the slip whose rule begins so.
std::string mended(const std::string& rule, const std::string& line) {
  const auto all = slips();
  const auto slip =
      std::find_if(all.begin(), all.end(), [&](const Slip& each) { return each.rule.starts_with(rule); });
  REQUIRE(slip != all.end());
  return slip->mend(line);
}

TEST_CASE("a blank behind the dash of a list") {
  const std::string rule = "a blank follows the -";
  CHECK(mended(rule, "  -thing: a") == "  - thing: a");
  CHECK(mended(rule, "  - thing: a") == "  - thing: a");
  CHECK(mended(rule, "---") == "---");
  CHECK(mended(rule, "-") == "-");
}

TEST_CASE("a colon instead of an equals sign behind a key") {
  const std::string rule = "between a key and its value";
  CHECK(mended(rule, "unit = 4") == "unit: 4");
  CHECK(mended(rule, "- unit=4") == "- unit: 4");
  CHECK(mended(rule, "m2_x-3 =4") == "m2_x-3: 4");
  CHECK(mended(rule, "unit =") == "unit: ");
  CHECK(mended(rule, "a b = 4") == "a b = 4");
  CHECK(mended(rule, "= 4") == "= 4");
}

TEST_CASE("a blank behind the colon of a key") {
  const std::string rule = "a blank follows the colon";
  CHECK(mended(rule, "- unit:4") == "- unit: 4");
  CHECK(mended(rule, "unit: 4") == "unit: 4");
  CHECK(mended(rule, "a::b") == "a::b");
  CHECK(mended(rule, "unit:") == "unit:");
}

TEST_CASE("a colon before the bracket of a value") {
  const std::string rule = "a colon stands between";
  CHECK(mended(rule, "  modbus { tcp: a }") == "  modbus: { tcp: a }");
  CHECK(mended(rule, "topics [a, b]") == "topics: [a, b]");
  CHECK(mended(rule, "a: b c d") == "a: b c d");
  CHECK(mended(rule, "- { thing: a }") == "- { thing: a }");
  CHECK(mended(rule, "modbus: { tcp: a }") == "modbus: { tcp: a }");
  CHECK(mended(rule, "name: \"a { b\"") == "name: \"a { b\"");
}

TEST_CASE("a comma between two entries of a map") {
  const std::string rule = "a comma stands between";
  CHECK(mended(rule, "{ a: 1 b: 2 }") == "{ a: 1, b: 2 }");
  CHECK(mended(rule, "{ a: 1, b: 2 }") == "{ a: 1, b: 2 }");
  CHECK(mended(rule, "a: 1") == "a: 1");
}

TEST_CASE("brackets that are closed in their order") {
  const std::string rule = "each { and [ is closed";
  CHECK(mended(rule, "{ a: [1, 2 }") == "{ a: [1, 2] }");
  CHECK(mended(rule, "{ a: 1") == "{ a: 1 }");
  CHECK(mended(rule, "[a, b") == "[a, b]");
  CHECK(mended(rule, "a: 1 }") == "a: 1");
  CHECK(mended(rule, "{ a: [1] }") == "{ a: [1] }");
}

TEST_CASE("texts that YAML would not read stand in quotes") {
  CHECK(mended("a text that begins with", "id: @home") == "id: \"@home\"");
  CHECK(mended("a text that begins with", "id: home") == "id: home");
  CHECK(mended("a text with a colon", "name: a: b") == "name: \"a: b\"");
  CHECK(mended("in { } a text with brackets", "{ topic: a[1], b: 2 }") == "{ topic: \"a[1]\", b: 2 }");
  CHECK(mended("in { } a text with brackets", "topic: a[1]") == "topic: a[1]");
}

TEST_CASE("a mended line is shown unless it may hold a secret") {
  const auto repair = [](const std::string& above, const std::string& line) {
    const auto stops_at = [](const std::string& text) {
      return text.find("- alpha") == std::string::npos ? 2 : 3;
    };
    const auto meant = line_meant(above + "\n" + line + "\nbeyond: 1\n", 2, stops_at);
    REQUIRE(meant);
    CHECK(meant->line == 2);
    return meant->repair;
  };
  CHECK(repair("topics:", "-alpha") == "- alpha");
  CHECK(repair("password:", "-alpha") == "");  // its text may be the secret
  CHECK(repair("password:", "-alpha: 1") == "- alpha: 1");
  CHECK(repair("topics:", "-alpha: { password: 1 }") == "");
}

TEST_CASE("quotes are missing in values only, not in remarks") {
  CHECK_FALSE(find_missing_quotes("a: b # see: 'x\n"));
  CHECK_FALSE(find_missing_quotes("# see: 'x\n"));
  CHECK(find_missing_quotes("a: 'x\n"));
  CHECK(find_missing_quotes("a: b#: 'x\n"));
}

}  // namespace
}  // namespace gatewarden::config

#include <catch2/catch.hpp>

#include "gateway/base/text/printable.hpp"

using namespace gatewarden;

namespace {

const std::string kControls("a\0b\x1b[2J\x7f\n", 9);
constexpr const char* kBadBytes =
    "a\xC0\xAF"
    "b\xED\xA0\x80";

}  // namespace

TEST_CASE("a terminal sees harmful characters and bad bytes as escapes") {
  CHECK(printable(kControls) == "a\\x00b\\x1b[2J\\x7f\\x0a");
  CHECK(printable(kBadBytes) == "a\\xc0\\xafb\\xed\\xa0\\x80");  // overlong, a surrogate
  CHECK(printable("\xE2\x80\xAE") == "\\u{202e}");               // reverses the direction of writing
  CHECK(printable("\xC2\x9B") == "\\u{9b}");                     // "\x1b[" in one byte on some terminals
  CHECK(printable("Tür 温 😀") == "Tür 温 😀");
}

TEST_CASE("a report's rule shows controls as JSON spells them") {
  CHECK(printable_controls(kControls, Replacement::json) == "a\\u0000b\\u001b[2J\\u007f\\u000a");
  CHECK(printable_controls("\"\\\"", Replacement::json) == "\"\\\"");
  CHECK(printable_controls("a\xFF"
                           "b",
                           Replacement::json) ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(printable_controls("Tür \xE2\x80\xAE\xC2\x9B", Replacement::json) == "Tür \\u202e\\u009b");
  CHECK(printable_controls("\xF3\xA0\x80\x81", Replacement::json) == "\\udb40\\udc01");
}

TEST_CASE("an error of the fleet file shows a question mark for each byte nobody can read") {
  CHECK(printable_controls(kControls, Replacement::question_mark) == "a?b?[2J??");
  CHECK(printable_controls(kBadBytes, Replacement::question_mark) == "a??b???");
  CHECK(printable_controls("Tür\xE2\x80\xAE\xC2\x9B", Replacement::question_mark) == "Tür??");
}

TEST_CASE("a stranger's words are ASCII and short") {
  CHECK(printable_ascii("HTTP/1.1 \x1b[31m T\xC3\xBCr") == "HTTP/1.1 ?[31m T??r");
  CHECK(printable_ascii("0123456789", 4) == "0123");
  CHECK(printable_ascii("a name~", 64, '!') == "a?name~");
  CHECK(printable_ascii("").empty());
}

TEST_CASE("every escaper asks the same question, over all of Unicode") {
  int many = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    if (c < 0x80)
      text = static_cast<char>(c);
    else if (c < 0x800)
      text = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    else if (c < 0x10000)
      text = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
              static_cast<char>(0x80 | (c & 63))};
    else
      text = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
              static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    const bool bad = harmful(c);
    many += bad ? 1 : 0;
    if ((printable(text) != text) != bad || (printable_controls(text, Replacement::json) != text) != bad ||
        (printable_controls(text, Replacement::question_mark) == "?") != (bad || c == '?'))
      FAIL("U+" << std::hex << static_cast<unsigned>(c));
  }
  CHECK(many == 65 + 4179);  // controls, and what Unicode shows as nothing
  for (const char32_t c :
       {0x200Bu, 0x200Du, 0x202Eu, 0x2066u, 0x180Eu, 0x34Fu, 0xFEFFu, 0xE0041u, 0x9Bu, 0x2029u})
    CHECK(harmful(c));
  for (const char32_t c : {0x20u, 0xA0u, 0xACu, 0xAEu, 0x200Au, 0x2010u, 0x1F600u, 0xFFFDu})
    CHECK_FALSE(harmful(c));
}

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
  CHECK(printable_controls("Tür \xE2\x80\xAE", Replacement::json) == "Tür \xE2\x80\xAE");
}

TEST_CASE("an error of the fleet file shows a question mark for each byte nobody can read") {
  CHECK(printable_controls(kControls, Replacement::question_mark) == "a?b?[2J??");
  CHECK(printable_controls(kBadBytes, Replacement::question_mark) == "a??b???");
  CHECK(printable_controls("Tür", Replacement::question_mark) == "Tür");
}

TEST_CASE("a stranger's words are ASCII and short") {
  CHECK(printable_ascii("HTTP/1.1 \x1b[31m T\xC3\xBCr") == "HTTP/1.1 ?[31m T??r");
  CHECK(printable_ascii("0123456789", 4) == "0123");
  CHECK(printable_ascii("a name~", 64, '!') == "a?name~");
  CHECK(printable_ascii("").empty());
}

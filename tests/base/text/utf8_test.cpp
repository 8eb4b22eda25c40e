#include "gateway/base/text/utf8.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("UTF-8 is well-formed or it is not") {
  CHECK(valid_utf8("a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x8C\xA1\xF4\x8F\xBF\xBF"));
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80", "\xE2\x82",
                          "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK_FALSE(valid_utf8(bad));
  }
}

TEST_CASE("a text is cut where a character begins") {
  const std::string_view text = "a\xC3\xBC\xE2\x82\xAC";
  const std::string_view cuts[] = {"", "a", "a", "a\xC3\xBC", "a\xC3\xBC", "a\xC3\xBC"};
  for (std::size_t most = 0; most < std::size(cuts); ++most)
    CHECK(first_characters(text, most) == cuts[most]);
  CHECK(first_characters(text, 6) == text);
  CHECK(first_characters(text, 100) == text);
  CHECK(first_characters("\x80\x80\x80", 2).empty());  // no character begins in it
}

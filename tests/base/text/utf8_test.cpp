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

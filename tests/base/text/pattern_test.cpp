#include "gateway/base/text/pattern.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a pattern is matched by the whole text") {
  const Pattern pattern("[a-z]+|[0-9]{2}");
  CHECK(pattern.matches("abc"));
  CHECK(pattern.matches("42"));
  CHECK_FALSE(pattern.matches("abc1"));
  CHECK_FALSE(pattern.matches("421"));
  CHECK_FALSE(pattern.matches(""));
}

TEST_CASE("a copy of a pattern matches what the first one matches") {
  Pattern copy("x");
  {
    const Pattern other("y+");
    copy = other;
  }
  CHECK(copy.matches("yy"));
  CHECK_FALSE(copy.matches("x"));
}

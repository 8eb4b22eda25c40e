#include "gateway/base/text/plain_number.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace gatewarden;

TEST_CASE("a number is written with the digits it needs, and without an exponent") {
  CHECK(plain_number(0.1) == "0.1");
  CHECK(plain_number(-40) == "-40");
  CHECK(plain_number(5e6) == "5000000");
  CHECK(plain_number(1.0 / 3) == "0.3333333333333333");
  CHECK(plain_number(std::numeric_limits<double>::max()).size() == 309);
  const std::string least = plain_number(-std::numeric_limits<double>::denorm_min());
  CHECK(least.starts_with("-0.000"));
  CHECK(least.size() == 327);
}

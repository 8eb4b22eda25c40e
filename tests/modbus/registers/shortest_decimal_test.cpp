#include "adapters/modbus/registers/shortest_decimal.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace gatewarden::modbus;

TEST_CASE("a float32 is the decimal that its device meant") {
  CHECK(shortest_decimal(230.4f) == 230.4);
  CHECK(shortest_decimal(-0.1f) == -0.1);
  CHECK(shortest_decimal(49.98f) == 49.98);
  CHECK(shortest_decimal(0.0f) == 0.0);
  CHECK(shortest_decimal(123456.78f) == 123456.78);
  CHECK(shortest_decimal(0.0001f) == 0.0001);
  CHECK(shortest_decimal(1.17e-5f) == 1.17e-5);
  CHECK(shortest_decimal(1e-40f) == 1e-40);
  CHECK(shortest_decimal(3.4028235e38f) == static_cast<double>(std::numeric_limits<float>::max()));
}

TEST_CASE("a whole float32 stays exactly what it is, also where a shorter decimal would be the same float") {
  CHECK(shortest_decimal(16777216.0f) == 16777216);
  CHECK(shortest_decimal(123456792.0f) == 123456792);
  CHECK(shortest_decimal(-8388609.0f) == -8388609);
}

namespace {

double by_text(float value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double nearest = 0;
  std::from_chars(text, end, nearest);
  return nearest;
}

}  // namespace

TEST_CASE("any float32 with a fraction gives the double of its shortest text") {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> volts(-400, 400), small(0, 0.01f);
  for (int i = 0; i < 100'000; ++i) {
    for (const float value :
         {std::bit_cast<float>(static_cast<std::uint32_t>(random())), volts(random), small(random)}) {
      if (!std::isfinite(value)) continue;
      CAPTURE(value);
      REQUIRE(static_cast<float>(shortest_decimal(value)) == value);
      if (std::trunc(value) != value) REQUIRE(shortest_decimal(value) == by_text(value));
    }
  }
  for (int i = 1; i < 100'000; ++i) {
    const double meant = i / 1000.0;
    REQUIRE(shortest_decimal(static_cast<float>(meant)) == meant);
  }
}

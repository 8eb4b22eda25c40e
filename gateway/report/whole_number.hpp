// Whole numbers in reports. Pure.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "gateway/sample/value.hpp"

namespace gatewarden {

inline constexpr double kMaxExactInteger = 9007199254740991.0;  // 2^53-1: exact in every JSON reader

// Standard counters and totals are whole and not negative (developer guide, "Device-side metrics": >= 0).
inline std::optional<std::uint64_t> whole(Number value) {
  const double number = value.as_double();
  if (!(number >= 0) || number > kMaxExactInteger) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(number));
}

// A sum as an integer if it is one.
inline Number compact(double value) {
  const bool integral = std::abs(value) <= kMaxExactInteger && std::nearbyint(value) == value;
  return integral ? Number::integer(static_cast<std::int64_t>(value)) : Number::real(value);
}

}  // namespace gatewarden

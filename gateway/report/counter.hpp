// Movement of a device's counter between two readings. Pure.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// Of a whole number that is not negative.
inline std::optional<std::uint64_t> natural_of(Number number) {
  if (number.kind() == Number::Kind::natural) return number.natural_value();
  if (number.kind() == Number::Kind::integer && number.integer_value() >= 0)
    return static_cast<std::uint64_t>(number.integer_value());
  return std::nullopt;
}

// How far it rose, exact over all 64 bits. Nothing if it fell.
inline std::optional<double> rise(Number before, Number after) {
  if (before.is_real() && after.is_real()) {
    const double risen = after.real_value() - before.real_value();
    return risen >= 0 ? std::optional(risen) : std::nullopt;
  }
  const auto from = natural_of(before), to = natural_of(after);
  if (from && to) return *to >= *from ? std::optional(static_cast<double>(*to - *from)) : std::nullopt;
  const double risen = after.as_double() - before.as_double();
  return risen >= 0 ? std::optional(risen) : std::nullopt;
}

// How far it moved if this fall is a wrap, for which it must lead from the top to the bottom quarter of the
// range. A 64-bit counter never wraps.
inline std::optional<double> wrap(Number before, Number after, unsigned counter_bits) {
  const auto from = natural_of(before), to = natural_of(after);
  if (!from || !to || counter_bits >= 64) return std::nullopt;
  const std::uint64_t range = std::uint64_t{1} << counter_bits;
  const bool possible = *from < range && *from >= range - range / 4 && *to < range / 4;
  return possible ? std::optional(static_cast<double>(range - *from + *to)) : std::nullopt;
}

// How much faster than on average a counter may be for a while.
inline constexpr double kBurst = 4;

inline double per_nanosecond(double growth, Duration span) {
  return span > Duration::zero() ? growth / static_cast<double>(span.count()) : 0;
}

// The growth of a real total is no finer than the total: 104.3 - 104.1 is 0.2, not 0.20000000000000284. A total that is
// whole just now (104.9, then 105) may be real all the same.
inline double as_fine_as(double total, double growth) {
  static constexpr double kPowers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
  if (growth == std::nearbyint(growth)) return growth;
  const double magnitude = std::max({1.0, std::abs(total), std::abs(growth)});
  const auto places = 14 - static_cast<int>(std::log10(magnitude));
  return places >= 0 ? std::nearbyint(growth * kPowers[places]) / kPowers[places] : growth;
}

}  // namespace gatewarden

// Movement of a device's counter between two readings. Pure.
#pragma once

#include <cstdint>
#include <optional>

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

}  // namespace gatewarden

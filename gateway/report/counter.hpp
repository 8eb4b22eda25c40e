// Growth of a device's counter between two readings. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/sample/value.hpp"

namespace gatewarden {

// Nothing if unknown: the counter fell without a wrap (restart, replacement). Only a fall from the top to the
// bottom quarter of the range is a wrap; a 64-bit counter never wraps.
inline std::optional<double> growth(Number before, Number after, unsigned counter_bits) {
  if (before.is_real() || after.is_real()) {
    const double grown = after.as_double() - before.as_double();
    return grown >= 0 ? std::optional<double>(grown) : std::nullopt;
  }
  const auto bits = [](Number n) {
    return n.kind() == Number::Kind::natural ? n.natural_value()
                                             : static_cast<std::uint64_t>(n.integer_value());
  };
  const auto negative = [](Number n) { return n.kind() == Number::Kind::integer && n.integer_value() < 0; };
  if (negative(before) || negative(after)) {
    const double grown = after.as_double() - before.as_double();
    return grown >= 0 ? std::optional<double>(grown) : std::nullopt;
  }
  const std::uint64_t from = bits(before), to = bits(after);
  if (to >= from) return static_cast<double>(to - from);
  if (counter_bits >= 64) return std::nullopt;
  const std::uint64_t range = std::uint64_t{1} << counter_bits;
  const bool wrapped = from < range && from >= range - range / 4 && to < range / 4;
  return wrapped ? std::optional<double>(static_cast<double>(range - from + to)) : std::nullopt;
}

}  // namespace gatewarden

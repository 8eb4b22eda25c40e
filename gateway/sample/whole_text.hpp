// Whole numbers as text; callers write real ones in their own ways.
#pragma once

#include <optional>
#include <string>

#include "gateway/sample/value.hpp"

namespace gatewarden {

inline std::optional<std::string> whole_text(Number number) {
  if (number.kind() == Number::Kind::integer) return std::to_string(number.integer_value());
  if (number.kind() == Number::Kind::natural) return std::to_string(number.natural_value());
  return std::nullopt;
}

}  // namespace gatewarden

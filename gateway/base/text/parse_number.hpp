// Numbers that fill the whole text.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <type_traits>

namespace gatewarden {

template <class Value>
std::optional<Value> parse_number(std::string_view text, int base = 10) {
  Value value{};
  const char* end = text.data() + text.size();
  std::from_chars_result result{};
  if constexpr (std::is_floating_point_v<Value>) {
    result = std::from_chars(text.data(), end, value);
  } else {
    result = std::from_chars(text.data(), end, value, base);
  }
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

inline bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace gatewarden

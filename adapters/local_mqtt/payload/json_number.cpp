#include "adapters/local_mqtt/payload/json_number.hpp"

#include <algorithm>
#include <cstdint>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::local_mqtt {
namespace {

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

// Of a number that no double holds: whether it is too close to 0, not too far from it.
bool is_tiny(std::string_view number) {
  const std::string_view digits = number.substr(0, number.find_first_of("eE"));
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  // The power of ten of its first digit; a number has too few digits to outweigh an exponent beyond 32 bits.
  const auto power =
      static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) - (first < point ? 1 : 0);
  if (digits.size() == number.size()) return power < 0;
  std::string_view exponent = number.substr(digits.size() + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  const auto moved = parse_number<std::int32_t>(exponent);
  return moved ? power + *moved < 0 : exponent.starts_with('-');
}

}  // namespace

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, ++at);
    if (fraction == 0) return false;
    at += fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    if (++at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

std::string storable_number(std::string_view number) {
  if (!parse_number<double>(number)) return is_tiny(number) ? "0" : "null";
  const bool whole = number.find_first_of(".eE") == std::string_view::npos;
  const bool fits = parse_number<std::int64_t>(number) || parse_number<std::uint64_t>(number);
  return std::string(number) + (whole && !fits ? ".0" : "");
}

}  // namespace gatewarden::local_mqtt

#include "adapters/local_mqtt/payload/json_number.hpp"

#include <cstdint>

#include "gateway/base/parse_number.hpp"

namespace gatewarden::local_mqtt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
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
  const std::size_t exponent = number.find_first_of("eE");
  if (!parse_number<double>(number)) {
    const bool fraction = number.starts_with("0.") || number.starts_with("-0.");
    const bool tiny = exponent == std::string_view::npos ? fraction : number[exponent + 1] == '-';
    return tiny ? "0" : "null";
  }
  const bool whole = exponent == std::string_view::npos && number.find('.') == std::string_view::npos;
  const bool fits = parse_number<std::int64_t>(number) || parse_number<std::uint64_t>(number);
  return std::string(number) + (whole && !fits ? ".0" : "");
}

}  // namespace gatewarden::local_mqtt

#include "gateway/wire/wire_number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "gateway/base/text/ascii.hpp"
#include "gateway/report/content_rules.hpp"

namespace gatewarden {
namespace {

constexpr double kWholeBelow = 1e15;

// The double nearest to the value's first 15 digits.
double rounded(double value) {
  NumberText text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific,
                                 kSendableDigits - 1);
  double nearest = 0;
  if (std::from_chars(text.data(), end.ptr, nearest).ec == std::errc{}) return nearest;
  return std::copysign(1.79769313486231e308, value);  // rounding up left the range of a double
}

}  // namespace

WireNumber::WireNumber(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer:
      integer_ = number.integer_value();
      break;
    case Number::Kind::natural:
      integer_ = static_cast<std::int64_t>(number.natural_value());
      break;
    case Number::Kind::real:
      take_real(number.real_value());
      break;
  }
}

void WireNumber::take_real(double value) {
  if (take_decimal(value)) return;
  write(value);
  if (whole_ || size_ <= kSendableDigits || significant_digits(text()) <= kSendableDigits) return;
  write(rounded(value));
}

// Most readings have few decimals, and a division proves it: a decimal of at most 15 digits that gives the
// double back is the only one. Three times as fast as searching the shortest text.
bool WireNumber::take_decimal(double value) {
  if (!(std::abs(value) < 1e9)) return false;
  std::int64_t scale = 10;
  for (int places = 1; places <= 4; ++places, scale *= 10) {
    const double scaled = value * static_cast<double>(scale);
    const auto digits = static_cast<std::int64_t>(scaled + std::copysign(0.5, scaled));
    if (static_cast<double>(digits) / static_cast<double>(scale) != value) continue;
    if (digits % scale == 0) return false;  // whole
    char* to = text_.data();
    if (digits < 0) *to++ = '-';
    const std::int64_t size = std::abs(digits);
    to = std::to_chars(to, text_.data() + text_.size(), size / scale).ptr;
    *to++ = '.';
    std::int64_t rest = size % scale;
    for (std::int64_t unit = scale / 10; unit > 0; unit /= 10) {
      *to++ = static_cast<char>('0' + rest / unit);
      rest %= unit;
    }
    whole_ = false;
    real_ = value;
    size_ = static_cast<std::uint8_t>(to - text_.data());
    return true;
  }
  return false;
}

void WireNumber::write(double value) {
  whole_ = std::abs(value) < kWholeBelow && value == std::trunc(value);
  if (whole_) {
    integer_ = static_cast<std::int64_t>(value);
    return;
  }
  real_ = value;
  size_ = static_cast<std::uint8_t>(shortest(value, text_).size());
}

std::string_view shortest(double value, NumberText& text) {
  char* const end = text.data() + text.size();
  const auto written = std::abs(value) < kWholeBelow
                           ? std::to_chars(text.data(), end, value)
                           : std::to_chars(text.data(), end, value, std::chars_format::scientific);
  return {text.data(), static_cast<std::size_t>(written.ptr - text.data())};
}

int significant_digits(std::string_view json_number) {
  const std::string_view mantissa = json_number.substr(0, json_number.find_first_of("eE"));
  const bool integer = mantissa.size() == json_number.size() && mantissa.find('.') == std::string_view::npos;
  int digits = 0;
  int zeros = 0;  // trailing, so far
  for (const char c : mantissa) {
    if (!is_digit(c) || (digits == 0 && c == '0')) continue;
    ++digits;
    zeros = c == '0' ? zeros + 1 : 0;
  }
  return integer ? digits : digits - zeros;
}

int significant_digits(double value) {
  NumberText text;
  return significant_digits(shortest(value, text));
}

}  // namespace gatewarden

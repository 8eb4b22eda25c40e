// A number in reports: at most 15 significant digits (content_rules.hpp), the same value in both formats.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gateway/sample/value.hpp"

namespace gatewarden {

// Whole numbers below 10^15 become integers, even if measured as reals. Other reals are rounded to 15
// significant digits, so JSON and CBOR give the same double. Only for sendable() numbers.
class WireNumber {
 public:
  explicit WireNumber(Number number);

  bool whole() const { return whole_; }
  std::int64_t integer() const { return integer_; }                // when whole
  double real() const { return real_; }                            // when not
  std::string_view text() const { return {text_.data(), size_}; }  // JSON spelling, when not whole

 private:
  void take_real(double value);
  bool take_decimal(double value);
  void write(double value);

  bool whole_ = true;
  std::uint8_t size_ = 0;
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::array<char, 32> text_;
};

// Significant digits of a JSON number: 2 for "0.0120e5", 16 for an integer of 16 digits, zeros included.
int significant_digits(std::string_view json_number);
// Of the shortest text that gives this double.
int significant_digits(double value);

// That text. From 10^15 on with an exponent: further digits would mean nothing.
using NumberText = std::array<char, 32>;
std::string_view shortest(double value, NumberText& text);

}  // namespace gatewarden

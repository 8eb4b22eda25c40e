#include "adapters/modbus/guess/plausibility.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "adapters/modbus/registers/no_value.hpp"
#include "adapters/modbus/registers/raw_value.hpp"
#include "gateway/base/text/ascii.hpp"

namespace gatewarden::modbus {
namespace {

constexpr double kBitsOfDigit = 3.32;                        // log2(10)
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 50;  // Wh of a power station in a century
constexpr double kBitsOfZero = 3;                            // of a zero register, as many are

// Orders in data sheets: most send the highest register first, many the lowest; few swap bytes.
constexpr Way kWays[] = {
    {DataType::uint16, ByteOrder::abcd, 1, 1},    {DataType::int16, ByteOrder::abcd, 1, 2},
    {DataType::uint16, ByteOrder::badc, 1, 10},   {DataType::int16, ByteOrder::badc, 1, 11},
    {DataType::float32, ByteOrder::abcd, 2, 6.5}, {DataType::float32, ByteOrder::cdab, 2, 6.5},
    {DataType::float32, ByteOrder::badc, 2, 10},  {DataType::float32, ByteOrder::dcba, 2, 10},
    {DataType::uint32, ByteOrder::abcd, 2, 3},    {DataType::uint32, ByteOrder::cdab, 2, 4},
    {DataType::uint32, ByteOrder::badc, 2, 8.5},  {DataType::uint32, ByteOrder::dcba, 2, 8.5},
    {DataType::int32, ByteOrder::abcd, 2, 4.5},   {DataType::int32, ByteOrder::cdab, 2, 5.5},
    {DataType::int32, ByteOrder::badc, 2, 9.5},   {DataType::int32, ByteOrder::dcba, 2, 9.5},
    {DataType::float64, ByteOrder::abcd, 4, 5.5}, {DataType::float64, ByteOrder::cdab, 4, 6},
    {DataType::float64, ByteOrder::badc, 4, 9.5}, {DataType::float64, ByteOrder::dcba, 4, 9.5},
    {DataType::uint64, ByteOrder::abcd, 4, 6.5},  {DataType::uint64, ByteOrder::cdab, 4, 7.5},
    {DataType::uint64, ByteOrder::badc, 4, 10.5}, {DataType::uint64, ByteOrder::dcba, 4, 10.5},
    {DataType::int64, ByteOrder::abcd, 4, 7.5},   {DataType::int64, ByteOrder::cdab, 4, 8.5},
    {DataType::int64, ByteOrder::badc, 4, 11.5},  {DataType::int64, ByteOrder::dcba, 4, 11.5},
    {DataType::bcd, ByteOrder::abcd, 1, 9},       {DataType::bcd, ByteOrder::abcd, 2, 7},
    {DataType::bcd, ByteOrder::cdab, 2, 8},       {DataType::bcd, ByteOrder::abcd, 4, 8},
    {DataType::mod10k, ByteOrder::abcd, 2, 8},    {DataType::mod10k, ByteOrder::cdab, 2, 8},
};

// All lengths are equally likely, and all numbers of a length.
double bits_of_natural(std::uint64_t value, unsigned width) {
  if (value == 0) return kBitsOfZero * width / 16 + (width > 16 ? 0.5 : 0);
  return std::min(std::log2(width + 1.0) + std::bit_width(value) - 1, width == 16 ? 17.5 : 99.0);
}

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

double bits_of_integer(std::uint64_t raw, unsigned width, bool is_signed) {
  if (!is_signed) return bits_of_natural(raw, width);
  const std::int64_t value = sign_extended(raw, width);
  return bits_of_natural(magnitude(value), width) + (value == 0 ? 0 : 1);
}

// The fewest digits that identify the number.
template <class Real>
unsigned significant_digits(Real value) {
  std::array<char, 64> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
  return static_cast<unsigned>(std::count_if(text.data(), std::find(text.data(), end, 'e'), is_digit));
}

// Measurements lie in the middle of the floating-point range. They are round, exact to the last bit of the
// mantissa, or computed in a shorter one.
template <class Real>
std::optional<double> bits_of_real(Real value, std::uint64_t raw, unsigned mantissa) {
  const double size = std::abs(static_cast<double>(value));
  constexpr std::size_t kRegisters = sizeof(Real) / 2;
  if (raw == 0) return kBitsOfZero * static_cast<double>(kRegisters) + 0.5;
  if (!(size >= 1e-6 && size < 1e9)) return std::nullopt;
  const double exponent = size >= 1e-2 && size < 1e5 ? 4 : size >= 1e-3 && size < 1e7 ? 6.5 : 10;
  const auto written = static_cast<unsigned>(std::countr_zero(raw));
  const double shorter = written < mantissa ? mantissa - written + 5.0 : 5.0;
  const double digits = kBitsOfDigit * significant_digits(value) + 3;
  return (value < 0 ? 1.8 : 0.5) + exponent + std::min({mantissa + 1.0, digits, shorter});
}

// Nothing for non-decimal digits, or for negative Mod-10k registers, which few devices use.
std::optional<std::uint64_t> natural_of(const Way& way, std::uint64_t raw) {
  constexpr std::uint64_t kSigns = 0x8000800080008000;
  if (way.as == DataType::mod10k && (raw & kSigns) != 0) return std::nullopt;
  const auto value = decimal_of(way.as, way.registers, raw);
  if (!value) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

// Digits that may be a small number tell nothing; a high register without a small number
// is more likely its own value.
std::optional<double> bits_of_decimal(const Way& way, std::uint64_t raw) {
  const auto value = natural_of(way, raw);
  if (!value) return std::nullopt;
  if (way.as == DataType::bcd) {
    const auto digits = std::to_string(*value).size();
    if (digits < (way.registers == 1 ? 4u : 4u * (way.registers - 1u) + 1u)) return std::nullopt;
    return 3 + kBitsOfDigit * static_cast<double>(digits);
  }
  if (*value < 10'000 || *value >= 10'000'000) return std::nullopt;
  return bits_of_natural(*value, 27);
}

// Neighbouring numbers become neighbouring integers, with zero in the middle.
template <class Int>
std::int64_t place_of(std::uint64_t raw) {
  const Int bits = static_cast<Int>(raw);
  constexpr Int kSign = Int{1} << (8 * sizeof(Int) - 1);
  const auto place = static_cast<std::int64_t>(bits & ~kSign);
  return (bits & kSign) != 0 ? -place : place;
}

}  // namespace

std::span<const Way> ways() { return kWays; }

std::optional<double> bits_of(const Way& way, std::uint64_t raw) {
  if (says_no_value(way.as, raw)) return 4 + 2.0 * way.registers;
  const unsigned width = 16u * way.registers;
  switch (way.as) {
    case DataType::float32:
      return bits_of_real(std::bit_cast<float>(static_cast<std::uint32_t>(raw)), raw, 23);
    case DataType::float64:
      return bits_of_real(std::bit_cast<double>(raw), raw, 52);
    case DataType::bcd:
    case DataType::mod10k:
      return bits_of_decimal(way, raw);
    case DataType::text:
      return std::nullopt;
    default:
      break;
  }
  if (way.registers == 4) {
    const std::uint64_t size = is_signed(way.as) ? magnitude(sign_extended(raw, 64)) : raw;
    if (size >= kMaxCount) return std::nullopt;
  }
  return bits_of_integer(raw, width, is_signed(way.as));
}

double bits_beside(const Way& way, std::uint64_t before, std::uint64_t raw) {
  if (way.as != DataType::uint16 || way.order != ByteOrder::abcd)
    return std::numeric_limits<double>::infinity();
  return 4 + bits_of_natural(before < raw ? raw - before : before - raw, 16);
}

double bits_of_change(const Way& way, std::uint64_t before, std::uint64_t after) {
  if (before == after) return 0;
  const unsigned width = 16u * way.registers;
  std::int64_t by = 0;
  switch (way.as) {
    case DataType::float32:
      by = place_of<std::uint32_t>(after) - place_of<std::uint32_t>(before);
      break;
    case DataType::float64:
      if (__builtin_sub_overflow(place_of<std::uint64_t>(after), place_of<std::uint64_t>(before), &by)) {
        return 2.0 * width;  // from one end of all numbers to the other
      }
      break;
    case DataType::bcd:
    case DataType::mod10k: {
      const auto then = natural_of(way, before), now = natural_of(way, after);
      if (!then || !now) return 2.0 * width;  // not decimal both times
      by = static_cast<std::int64_t>(*now - *then);
      break;
    }
    case DataType::int16:
    case DataType::int32:
      by = sign_extended(after, width) - sign_extended(before, width);
      break;
    default:
      by = static_cast<std::int64_t>(after - before);
  }
  const bool is_real = way.as == DataType::float32 || way.as == DataType::float64;
  // Wide integers are counters and move up; everything else moves both ways.
  const double moved = is_real || width == 16 ? 3 : by > 0 ? 0.5 : 4;
  return moved + bits_of_natural(magnitude(by), magnitude(by) < 0x10000 ? 16 : width);
}

}  // namespace gatewarden::modbus

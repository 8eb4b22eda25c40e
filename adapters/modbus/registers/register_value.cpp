#include "adapters/modbus/registers/register_value.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "adapters/modbus/registers/device_text.hpp"
#include "adapters/modbus/registers/raw_value.hpp"
#include "adapters/modbus/registers/shortest_decimal.hpp"

namespace gatewarden::modbus {
namespace {

constexpr double kExactLimit = 9007199254740992.0;  // 2^53: every whole number below is a double

bool is_whole(double v) { return std::trunc(v) == v && std::abs(v) < kExactLimit; }

std::uint64_t low_bits(unsigned count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

Decoded of_kind(Decoded::Kind kind) {
  Decoded decoded;
  decoded.kind = kind;
  return decoded;
}

Decoded of_text(std::string text) {
  Decoded decoded;
  decoded.kind = text.empty() ? Decoded::Kind::missing : Decoded::Kind::text;
  decoded.text = std::move(text);
  return decoded;
}

}  // namespace

RegisterValue::RegisterValue(ValueShape shape) : shape_(std::move(shape)) {
  std::map<std::int64_t, std::string> labels;
  for (auto& [code, label] : shape_.labels) {
    labels.emplace(static_cast<std::int64_t>(static_cast<std::uint64_t>(code) & low_bits(16u * registers())),
                   std::move(label));
  }
  shape_.labels = std::move(labels);
  exact_ = is_whole(shape_.scale) && is_whole(shape_.offset);
  if (exact_) {
    times_ = static_cast<std::int64_t>(shape_.scale);
    plus_ = static_cast<std::int64_t>(shape_.offset);
    return;
  }
  const double inverse = 1 / shape_.scale;
  const double nearest = std::round(inverse);
  if (std::isfinite(inverse) && nearest != 0 && std::abs(inverse - nearest) < 1e-9 * std::abs(inverse)) {
    divisor_ = nearest;
  }
}

std::uint16_t RegisterValue::registers() const {
  const std::uint16_t own = registers_of(shape_.as);
  return own == 0 ? shape_.registers : own;
}

Decoded RegisterValue::decode(std::span<const std::uint8_t> bytes) const {
  switch (shape_.as) {
    case DataType::text:
      return of_text(text_in(bytes, shape_.order));
    case DataType::float32: {
      const std::uint64_t raw = raw_of(bytes, shape_.order);
      const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(raw));
      return from_real(std::isfinite(value) ? shortest_decimal(value) : value, raw);
    }
    case DataType::float64: {
      const std::uint64_t raw = raw_of(bytes, shape_.order);
      return from_real(std::bit_cast<double>(raw), raw);
    }
    case DataType::bcd:
    case DataType::mod10k:
      return from_decimal(raw_of(bytes, shape_.order));
    default:
      return from_integer(raw_of(bytes, shape_.order), is_signed(shape_.as));
  }
}

Decoded RegisterValue::decode_bit(bool set) const {
  const std::uint64_t raw = set ? 1 : 0;
  if (!shape_.labels.empty()) {
    const std::string* label = label_of(raw);
    return of_text(label ? *label : std::to_string(raw));
  }
  return checked(scaled(raw, false));
}

Decoded RegisterValue::from_integer(std::uint64_t raw, bool is_signed) const {
  const unsigned bits = 16u * registers();
  if (is_no_value(raw)) return of_kind(Decoded::Kind::missing);
  if (!shape_.flags.empty()) {
    Decoded decoded = of_kind(Decoded::Kind::flags);
    for (const auto& [bit, name] : shape_.flags) {
      if (raw >> bit & 1) decoded.flags.push_back(name);
    }
    return decoded;
  }
  if (shape_.bit) {
    raw = raw >> *shape_.bit & 1;
    is_signed = false;
  } else if (shape_.mask != 0) {
    raw = (raw & shape_.mask) >> std::countr_zero(shape_.mask);
    is_signed = false;
  }
  const std::string* label = label_of(raw);
  if (label) return of_text(*label);
  if (is_signed) raw = static_cast<std::uint64_t>(sign_extended(raw, bits));
  if (!shape_.labels.empty()) {
    return of_text(is_signed ? std::to_string(static_cast<std::int64_t>(raw)) : std::to_string(raw));
  }
  return checked(scaled(raw, is_signed));
}

// Compared as bits: data sheets print 0x8000 or -32768.
bool RegisterValue::is_no_value(std::uint64_t raw) const {
  const std::uint64_t bits = low_bits(16u * registers());
  return std::any_of(shape_.no_value.begin(), shape_.no_value.end(),
                     [&](std::int64_t none) { return (static_cast<std::uint64_t>(none) & bits) == raw; });
}

const std::string* RegisterValue::label_of(std::uint64_t raw) const {
  const auto label = shape_.labels.find(static_cast<std::int64_t>(raw));
  return label == shape_.labels.end() ? nullptr : &label->second;
}

Decoded RegisterValue::from_decimal(std::uint64_t raw) const {
  if (is_no_value(raw)) return of_kind(Decoded::Kind::missing);
  const auto value = decimal_of(shape_.as, registers(), raw);
  if (!value) return of_kind(Decoded::Kind::implausible);
  return checked(scaled(static_cast<std::uint64_t>(*value), true));
}

Decoded RegisterValue::from_real(double raw, std::uint64_t bits) const {
  if (!std::isfinite(raw) || is_no_value(bits)) return of_kind(Decoded::Kind::missing);
  for (const std::int64_t none : shape_.no_value) {
    if (raw == static_cast<double>(none)) return of_kind(Decoded::Kind::missing);
  }
  return checked(Number::real(scaled(raw)));
}

Decoded RegisterValue::checked(Number number) const {
  const double value = number.as_double();
  if (!std::isfinite(value)) return of_kind(Decoded::Kind::implausible);
  if (shape_.valid && !shape_.valid->holds(value)) return of_kind(Decoded::Kind::implausible);
  Decoded decoded;
  decoded.kind = Decoded::Kind::number;
  decoded.number = number;
  return decoded;
}

Number RegisterValue::scaled(std::uint64_t raw, bool is_signed) const {
  const auto as_signed = static_cast<std::int64_t>(raw);
  if (exact_ && times_ == 1 && plus_ == 0)
    return is_signed ? Number::integer(as_signed) : Number::natural(raw);
  std::int64_t product = 0;
  std::int64_t sum = 0;
  if (exact_ && (is_signed || as_signed >= 0) && !__builtin_mul_overflow(as_signed, times_, &product) &&
      !__builtin_add_overflow(product, plus_, &sum)) {
    return is_signed || sum < 0 ? Number::integer(sum) : Number::natural(static_cast<std::uint64_t>(sum));
  }
  return Number::real(scaled(is_signed ? static_cast<double>(as_signed) : static_cast<double>(raw)));
}

double RegisterValue::scaled(double raw) const {
  return (divisor_ != 0 ? raw / divisor_ : raw * shape_.scale) + shape_.offset;
}

}  // namespace gatewarden::modbus

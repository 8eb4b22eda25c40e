// What registers and bits mean: type, byte order, scale, codes for "no value". Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/modbus/registers/data_type.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::modbus {

// Bounds from data sheets. Values outside or not finite are missing.
struct Plausible {
  double from = 0;
  double to = 0;
  bool holds(double value) const { return value >= from && value <= to; }
  friend bool operator==(const Plausible&, const Plausible&) = default;
};

struct ValueShape {
  DataType as = DataType::uint16;
  ByteOrder order = ByteOrder::abcd;
  double scale = 1;  // value = raw * scale + offset
  double offset = 0;
  std::optional<std::uint8_t> bit;  // from the lowest: 0 or 1
  std::uint64_t mask = 0;           // only these bits, shifted down; 0: all
  // Meanings of codes, compared as bits: 0xFFFF is -1 of an int16. They make the point a string-list.
  std::map<std::int64_t, std::string> labels;
  std::vector<std::pair<std::uint8_t, std::string>> flags;  // the same for bits
  // Raw values for "no value", compared as bits; of a float also as numbers (0x7F7FFFFF and -9999).
  std::vector<std::int64_t> no_value;
  std::optional<Plausible> valid;  // of the scaled value
  std::uint16_t registers = 0;     // of text, bcd and mod10k only

  friend bool operator==(const ValueShape&, const ValueShape&) = default;
};

struct Decoded {
  enum class Kind : std::uint8_t {
    number,
    text,
    flags,        // names of the set bits
    missing,      // no value: a sentinel, NaN, an empty text
    implausible,  // outside `valid`, or digits that are not decimal
  };
  Kind kind = Kind::missing;
  Number number;
  std::string text;
  std::vector<std::string> flags;
};

// A shape prepared for decoding. Immutable; shared by all devices of a profile.
class RegisterValue {
 public:
  explicit RegisterValue(ValueShape shape);

  std::uint16_t registers() const;

  // `bytes`: exactly 2 * registers(), as received. No allocation for a number.
  Decoded decode(std::span<const std::uint8_t> bytes) const;
  // 0 or 1, scaled and labelled like any number.
  Decoded decode_bit(bool set) const;

 private:
  Decoded from_integer(std::uint64_t raw, bool is_signed) const;
  Decoded from_decimal(std::uint64_t raw) const;
  Decoded from_real(double raw, std::uint64_t bits) const;
  bool is_no_value(std::uint64_t raw) const;
  const std::string* label_of(std::uint64_t raw) const;
  Decoded checked(Number number) const;
  Number scaled(std::uint64_t raw, bool is_signed) const;
  double scaled(double raw) const;

  ValueShape shape_;
  bool exact_ = false;  // scale and offset are whole: integers stay integers
  std::int64_t times_ = 1;
  std::int64_t plus_ = 0;
  double divisor_ = 0;  // 10 for a scale of 0.1, so that 2301 becomes 230.1 and not 230.10000000000002; or 0
};

}  // namespace gatewarden::modbus

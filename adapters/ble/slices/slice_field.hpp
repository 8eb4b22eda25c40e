// A value cut out of bytes of known layout: where it is, what type it has, and what its bits mean. A plain value, from the
// fleet file; so that a new sensor, or any characteristic of GATT, needs no release.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

enum class SliceType : std::uint8_t {
  uint8,
  int8,
  uint16,
  int16,
  uint24,
  int24,
  uint32,
  int32,
  float32,
  string,
  hex,
};
enum class ByteOrder : std::uint8_t { little, big };
// What the top bit of a type says of the magnitude in the other bits.
enum class SignBit : std::uint8_t { none, negative, positive };

std::size_t width_of(SliceType type);  // bytes; 0: of string and hex, which have a length
bool is_number(SliceType type);
bool is_whole(SliceType type);  // a number of bits: neither float nor text

// A byte that is, under the mask, one of these.
struct SliceCondition {
  std::uint16_t at = 0;
  std::uint8_t mask = 0xFF;
  std::vector<std::uint8_t> is;
  bool holds(Bytes bytes) const;  // no: there is no such byte
  friend bool operator==(const SliceCondition&, const SliceCondition&) = default;
};

// Added to the magnitude: bits of another byte, divided.
struct SliceFraction {
  std::uint16_t at = 0;
  std::uint8_t mask = 0xFF;
  std::uint16_t divide = 10;
  friend bool operator==(const SliceFraction&, const SliceFraction&) = default;
};

struct SliceBounds {
  double from = 0, to = 0;
  friend bool operator==(const SliceBounds&, const SliceBounds&) = default;
};

struct SliceLabel {
  std::int64_t code = 0;
  std::string word;
  friend bool operator==(const SliceLabel&, const SliceLabel&) = default;
};

struct SliceField {
  std::uint16_t at = 0;  // of its first byte, from 0
  SliceType as = SliceType::uint8;
  ByteOrder order = ByteOrder::little;
  std::uint16_t length = 0;           // of string and hex; 0: up to the end
  std::optional<std::uint8_t> bit;    // only this one, 0 the lowest
  std::optional<std::uint32_t> mask;  // only these, moved down to the lowest
  SignBit sign_bit = SignBit::none;
  std::optional<SliceFraction> fraction;
  // The value is (raw * scale) / divide + offset.
  double divide = 1, scale = 1, offset = 0;
  std::vector<std::int64_t> no_value;  // raw codes by which the device says that it has none
  std::optional<SliceBounds> valid;    // of the value
  std::vector<std::int64_t> is;        // 1 if the raw code is one of these, else 0
  std::vector<SliceLabel> labels;      // what raw codes mean; others are implausible
  std::vector<SliceCondition> when;    // it exists only if all hold
  bool optional = false;               // it may be behind the end
  std::optional<std::uint16_t> entry;  // counted within the entries of this id
  friend bool operator==(const SliceField&, const SliceField&) = default;
};

using SliceContent = std::variant<Number, std::string_view>;

// Its value in these bytes. Empty: there is none, or none to be believed, which is a fault of `into`. Texts are kept in
// `into`. `when` and `entry` are not looked at.
std::optional<SliceContent> read_slice(const SliceField& field, Bytes bytes, Decoded& into);

}  // namespace gatewarden::ble

// The keys of a format made of slices (profiles.<name>.ble.slice), and those of a single slice, for a characteristic.
#pragma once

#include "adapters/ble/config/slice_rules.hpp"
#include "adapters/ble/config/slice_types.hpp"
#include "adapters/ble/slices/slice_format.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::ble {

config::Section<SliceFormat> slice_section();

// Where a value is and which bits of it count.
template <class T>
void add_slice_place(config::Section<T>& section) {
  using S = SliceField;
  section
      .key("at", &S::at, config::integer<std::uint16_t>(0, 1649), "The first byte of the value, from 0.", "2")
      .key("as", &S::as, slice_type(),
           "The type of the value. string ends at a zero byte; hex shows bytes as they are.", "int16")
      .key("order", &S::order, byte_order_type(), "The order of its bytes: little has the lowest first.",
           "big")
      .key("length", &S::length, config::integer<std::uint16_t>(1, 1650),
           "In bytes: of string or hex; up to the end where left out.", "8")
      .key("bit", &S::bit, config::optional(config::integer<std::uint8_t>(0, 31)),
           "Only this bit, 0 is the lowest.", "3")
      .key("mask", &S::mask, config::optional(config::code<std::uint32_t>(1, 0xFFFFFFFF)),
           "Only these bits, moved down to the lowest: 0x0F00.", "0x0F00")
      .at_most_one_of({"bit", "mask"})
      .key(
          "sign_bit", &S::sign_bit, sign_bit_type(),
          "The top bit is a sign and the others the magnitude: what a 1 says. Two's complement is as: int16.",
          "negative")
      .key("fraction", &S::fraction, config::optional(config::as_type(fraction_section())),
           "Tenths or hundredths that another byte holds.", "{ at: 3, mask: 0x0F, divide: 10 }");
}

// What its number means.
template <class T>
void add_slice_meaning(config::Section<T>& section) {
  using S = SliceField;
  constexpr const char* kFormula = "The value is raw * scale / divide + offset.";
  section.key("divide", &S::divide, config::real(-1e12, 1e12), kFormula, "100")
      .key("scale", &S::scale, config::factor(-1e12, 1e12), kFormula, "0.01")
      .key("offset", &S::offset, config::real(-1e12, 1e12), kFormula, "-40")
      .key("no_value", &S::no_value, raw_codes_type(),
           "Raw values by which the device says that it has none: 0x8000, or several in a list.",
           "[0x8000, 0xFFFF]")
      .key(
          "valid", &S::valid, config::optional(config::as_type(bounds_section())),
          "The plausible range; values outside are left out and counted as implausible. 0 to 100 for shares in %.",
          "{ from: -40, to: 100 }")
      .key("is", &S::is, raw_codes_type(), "The value is 1 if the raw one is this, or one of these, else 0.",
           "[0, 2]")
      .key("labels", &S::labels, labels_type(), "What raw values mean, in words; others are implausible.",
           "{ 1: press, 2: long_press }")
      .at_most_one_of({"is", "labels"});
}

// Those of SliceField that make sense wherever its bytes come from, for a section whose owner derives from it.
template <class T>
void add_slice_keys(config::Section<T>& section) {
  add_slice_place(section);
  add_slice_meaning(section);
  section.check({"as", "length", "labels", "is"}, check_text_keys)
      .check({"as", "bit", "mask", "sign_bit"}, check_slice_bits)
      .check({"as", "bit", "mask", "no_value", "is", "labels"}, check_slice_codes)
      .check({"divide", "scale", "valid"}, check_slice_scale);
}

}  // namespace gatewarden::ble

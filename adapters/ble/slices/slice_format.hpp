// A format made of slices: which packets are of it, and which values they hold. A plain value, from the fleet file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ble/air/uuid.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/slices/slice_field.hpp"

namespace gatewarden::ble {

// All that is given must fit. One of companies, service and any_company says where the bytes are.
struct SliceMatch {
  std::vector<std::uint16_t> companies;
  std::optional<Uuid> service;
  bool any_company = false;
  bool company_is_data = false;  // byte 0 is the company's own first one, for sensors that send values there
  std::vector<std::string> names;  // * stands for any text, ? for any character
  std::optional<Uuid> lists;       // a service that the advertisement lists
  std::vector<std::uint16_t> lengths;
  std::vector<SliceCondition> bytes;
  friend bool operator==(const SliceMatch&, const SliceMatch&) = default;
};

// Behind a head, up to the end: id, length in one byte, data.
struct SliceEntries {
  std::uint16_t at = 0;
  SliceType id = SliceType::uint8;  // or uint16
  ByteOrder order = ByteOrder::little;
  friend bool operator==(const SliceEntries&, const SliceEntries&) = default;
};

// Where the payload tells the device's address.
struct SliceAddress {
  std::uint16_t at = 0;
  ByteOrder order = ByteOrder::little;
  friend bool operator==(const SliceAddress&, const SliceAddress&) = default;
};

// The first of the slices that gives one.
struct SliceValue {
  ValueName name;
  std::vector<SliceField> slices;
  friend bool operator==(const SliceValue&, const SliceValue&) = default;
};

struct SliceFormat {
  static constexpr std::size_t kMaxSlices = 8;  // of a value

  std::string name = "slice";  // as results show it
  SliceMatch match;
  std::optional<SliceAddress> address;
  std::optional<SliceEntries> entries;
  std::vector<SliceValue> values;
  friend bool operator==(const SliceFormat&, const SliceFormat&) = default;
};

bool recognises(const SliceFormat& format, const Elements& elements);
// As decode() of the other formats: into a cleared result, of which `format` stays empty if it is not recognised. What
// `into` says is valid while the format lives.
void decode(const SliceFormat& format, const Packet& packet, SenderState& state, Decoded& into);
// The bytes alone, of whatever source: adds to `into`.
void decode_values(const SliceFormat& format, Bytes bytes, Decoded& into);
// As Format::patterns.
std::vector<Format::Pattern> patterns(const SliceFormat& format);

// `pattern` with * for any text and ? for any character.
bool fits_pattern(std::string_view text, std::string_view pattern);

}  // namespace gatewarden::ble

// A value's place in a device and its meaning, as in data sheets. Plain values; table:
// adapters/modbus/config/value_source_section.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// Decimal, or 0x... as in data sheets.
std::optional<std::int64_t> parse_code(std::string_view text);

struct NoValue {
  bool sunspec = false;  // reserved by SunSpec for the type: 0x8000, 0xFFFF, ...
  std::vector<std::int64_t> codes;
  friend bool operator==(const NoValue&, const NoValue&) = default;
};

struct RegisterSource {
  std::optional<std::string> numbered;                          // "40053"
  std::optional<std::uint32_t> holding, input, coil, discrete;  // exactly one of the five; from `base`
  std::optional<std::uint8_t> base;                             // 0 or 1
  DataType as = DataType::uint16;
  std::optional<ByteOrder> order;
  double scale = 1;
  double offset = 0;
  std::optional<std::uint32_t> scale_from;  // register of the power of ten; counts like its value
  std::optional<std::uint8_t> bit;
  std::optional<std::uint64_t> mask;
  std::map<std::string, std::string> labels;  // "3": "locked"
  std::map<std::string, std::string> flags;   // "3": "overvoltage"
  std::optional<NoValue> no_value;
  std::optional<Plausible> valid;
  std::optional<std::uint16_t> length;  // in registers: string, BCD, Mod-10k

  Table table() const;
  Range range() const;  // addresses from 0, as on the wire
  std::optional<Range> scale_range() const;
  ValueShape shape() const;
  // In the one spelling of all that mean the same: its address from 0, codes in decimal and without a sign.
  RegisterSource canonical() const;
  friend bool operator==(const RegisterSource&, const RegisterSource&) = default;
};

}  // namespace gatewarden::modbus

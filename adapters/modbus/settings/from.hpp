// A metric's `from:`: where in the device its value is and what its bits mean, as data sheets say it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/modbus/identity/inspection.hpp"
#include "adapters/modbus/registers/expression.hpp"
#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/settings/traffic_keys.hpp"
#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kMostOperands = 16;  // of one computed value

// A register as the old manuals number it: the first digit is the table (0 coil, 1 discrete input, 3 input
// and 4 holding register), the other four or five count from 1. "40053" and "400053" are holding register 52.
struct Numbered {
  Table table;
  std::uint16_t address;  // from 0, as on the wire
};
// Or why it is none, with every reading it may have been meant in.
std::variant<Numbered, std::string> parse_register(std::string_view text);

// The code of a label: decimal, or 0x... as data sheets print it.
std::optional<std::int64_t> parse_code(std::string_view text);

struct NoValue {
  bool sunspec = false;             // what SunSpec reserves for the type: 0x8000, 0xFFFF, ...
  std::vector<std::int64_t> codes;  // raw values
  friend bool operator==(const NoValue&, const NoValue&) = default;
};

// A value that stands in registers or is one bit.
struct Registers {
  std::optional<std::string> numbered;                          // "40053"
  std::optional<std::uint32_t> holding, input, coil, discrete;  // exactly one of the five; counts from `base`
  std::optional<std::uint8_t> base;                             // 0 or 1
  As as = As::uint16;
  std::optional<Order> order;
  double scale = 1;
  double offset = 0;
  std::optional<std::uint32_t> scale_from;  // the register with the power of ten, counted as it is itself
  std::optional<std::uint8_t> bit;
  std::optional<std::uint64_t> mask;
  std::map<std::string, std::string> labels;  // "3": "locked"
  std::map<std::string, std::string> flags;   // "3": "overvoltage"
  std::optional<NoValue> no_value;
  std::optional<Plausible> valid;
  std::optional<std::uint16_t> length;  // in registers, of a string, BCD or Mod-10k

  Table table() const;
  Range range() const;  // addresses from 0, as on the wire
  std::optional<Range> scale_range() const;
  ValueShape shape() const;
  friend bool operator==(const Registers&, const Registers&) = default;
};

// A value of its own, or one computed from others, which are read for it but not reported.
struct From : Registers {
  std::optional<std::string> compute;  // an Expression over the names in `of`
  std::map<std::string, Registers> of;
  // Not in its registers.
  std::optional<IdentityPart> identity;
  std::optional<SettingsPart> settings;
  std::optional<TrafficPart> traffic;
  std::optional<Duration> every;  // where that is less often than the profile says

  bool in_registers() const { return !identity && !settings && !traffic; }
  std::vector<std::string> operand_names() const;
  Expression expression() const;  // of a computed one
  friend bool operator==(const From&, const From&) = default;
};

}  // namespace gatewarden::modbus

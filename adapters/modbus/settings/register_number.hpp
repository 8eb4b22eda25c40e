// Register numbers of old manuals. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// First digit: the table (0 coil, 1 discrete input, 3 input, 4 holding register); the other four or five count
// from 1. "40053" and "400053" are holding register 52.
struct Numbered {
  Table table;
  std::uint16_t address;  // from 0, as on the wire
};
// Or the fault, with every possible meaning.
std::variant<Numbered, std::string> parse_register(std::string_view text);
// The address that `number` means if it is a register of `table` in this notation.
std::optional<std::uint16_t> old_number(Table table, std::uint32_t number);

}  // namespace gatewarden::modbus

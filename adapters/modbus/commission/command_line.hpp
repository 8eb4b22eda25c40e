// Typed values: a line, addresses, unit ids. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

// "10.0.0.5", "10.0.0.5:502", "[::1]:502", "rtu+tcp://10.0.0.9:4001", "/dev/ttyUSB0".
Result<LinkSettings> parse_line(std::string_view text);

// "0-20,40" of one table, counted from `base`. In order, joined; from 0 as on the wire.
Result<std::vector<Range>> parse_addresses(Table table, std::string_view text, unsigned base);
// "40001-40021": the numbers of old manuals (register_number.hpp).
Result<std::vector<Range>> parse_registers(std::string_view text);
// By table; empty: none.
struct TypedRanges {
  std::string holding, input, coil, discrete, registers;
  unsigned base = 0;  // of all but `registers`
};
// 1 to `most` addresses in all.
Result<std::vector<Range>> parse_ranges(const TypedRanges& typed, std::size_t most);

// "4", "1-32,40": ids from `least` to `most`, once each, in order.
Result<std::vector<std::uint8_t>> parse_units(std::string_view text, unsigned least, unsigned most);

// In order, each address once, neighbours joined.
std::vector<Range> joined(std::vector<Range> ranges);

}  // namespace gatewarden::modbus

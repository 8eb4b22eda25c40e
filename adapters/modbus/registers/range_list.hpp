// Lists of ranges in the fleet file and on a command line: "1000-1010, 2000". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

inline constexpr std::uint32_t kAddresses = 65536;  // of one table

// One or two ends without surrounding blanks; equal without a dash.
struct SpanText {
  std::string_view first, last;
};
// The parts between commas: at least one, which may be empty.
std::vector<SpanText> spans_of(std::string_view text);
// Digits only.
std::optional<std::uint32_t> whole_number(std::string_view text);

// Both ends included. A Range has at most 65535, so a whole table becomes two.
void add_range(std::vector<Range>& ranges, Table table, std::uint32_t first, std::uint32_t last);

// The text counts from `base`, the ranges from 0; same order. Empty for an empty text, nothing for a wrong one.
std::optional<std::vector<Range>> parse_ranges(Table table, std::string_view text, unsigned base);

}  // namespace gatewarden::modbus

// Lists of ranges as people write them, in the fleet file and at a command line: "1000-1010, 2000". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

inline constexpr std::uint32_t kAddresses = 65536;  // of one table

// One or two ends, without the blanks around them; both the same where there is no dash.
struct SpanText {
  std::string_view first, last;
};
// The parts between commas. At least one, which may be empty.
std::vector<SpanText> spans_of(std::string_view text);
// Digits and nothing else.
std::optional<std::uint32_t> whole_number(std::string_view text);

// Both ends included. A Range counts to 65535 at most: a whole table becomes two of them.
void add_range(std::vector<Range>& ranges, Table table, std::uint32_t first, std::uint32_t last);

// Addresses that count from `base`, in the order of the text; the ranges count from 0. Empty for an empty
// text, nothing for a wrong one.
std::optional<std::vector<Range>> parse_ranges(Table table, std::string_view text, unsigned base);

}  // namespace gatewarden::modbus

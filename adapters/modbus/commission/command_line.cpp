#include "adapters/modbus/commission/command_line.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/modbus/registers/range_list.hpp"
#include "adapters/modbus/settings/register_number.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {

Result<LinkSettings> parse_line(std::string_view text) {
  constexpr std::string_view kRtuOverTcp = "rtu+tcp://";
  LinkSettings line;
  if (text.starts_with('/') || text.starts_with("./")) {
    line.serial = text;
    return line;
  }
  const bool rtu = text.starts_with(kRtuOverTcp);
  const auto there = parse_host_port(rtu ? text.substr(kRtuOverTcp.size()) : text, 502);
  if (!there) {
    return Error{
        "\"" + std::string(text) +
        "\" is not the address of a line: write 10.0.0.5, 10.0.0.5:502, [::1]:502, rtu+tcp://10.0.0.9:4001, "
        "/dev/ttyUSB0, or the name of a link with --fleet FLEET"};
  }
  (rtu ? line.rtu_over_tcp : line.tcp) = *there;
  return line;
}

Result<std::vector<Range>> parse_addresses(Table table, std::string_view text, unsigned base) {
  auto ranges = text.empty() ? std::nullopt : parse_ranges(table, text, base);
  if (ranges) return joined(*std::move(ranges));
  return Error{"--" + std::string(table_name(table)) + " " + std::string(text) + ": write addresses from " +
               std::to_string(base) + " to " + std::to_string(kAddresses - 1 + base) +
               ", the smaller one first: 0-20,40"};
}

Result<std::vector<Range>> parse_registers(std::string_view text) {
  std::vector<Range> ranges;
  for (const SpanText& span : spans_of(text)) {
    const auto first = parse_register(span.first), last = parse_register(span.last);
    for (const auto* end : {&first, &last}) {
      if (const auto* why = std::get_if<std::string>(end)) {
        return Error{"--register " + std::string(text) + ": " + *why};
      }
    }
    const auto& from = std::get<Numbered>(first);
    const auto& to = std::get<Numbered>(last);
    if (from.table != to.table || to.address < from.address) {
      return Error{"--register " + std::string(text) +
                   ": both ends of a range are of one table, the smaller one first: 40001-40021"};
    }
    add_range(ranges, from.table, from.address, to.address);
  }
  return joined(std::move(ranges));
}

Result<std::vector<Range>> parse_ranges(const TypedRanges& typed, std::size_t most) {
  const std::pair<Table, const std::string&> tables[] = {{Table::holding_registers, typed.holding},
                                                         {Table::input_registers, typed.input},
                                                         {Table::coils, typed.coil},
                                                         {Table::discrete_inputs, typed.discrete}};
  std::vector<Range> all;
  const auto add_all = [&all](const std::vector<Range>& ranges) {
    all.insert(all.end(), ranges.begin(), ranges.end());
  };
  for (const auto& [table, text] : tables) {
    if (text.empty()) continue;
    auto ranges = parse_addresses(table, text, typed.base);
    if (!ranges) return ranges;
    add_all(*ranges);
  }
  if (!typed.registers.empty()) {
    auto ranges = parse_registers(typed.registers);
    if (!ranges) return ranges;
    add_all(*ranges);
  }
  all = joined(std::move(all));
  std::size_t count = 0;
  for (const Range& range : all) count += range.count;
  if (count == 0)
    return Error{
        "say which addresses: --holding 0-20, --input, --coil, --discrete or --register; where nothing is "
        "known, --holding 0-3999 finds those that are there"};
  if (count > most) {
    return Error{std::to_string(count) + " addresses are too many at once; " + std::to_string(most) +
                 " are the most"};
  }
  return all;
}

Result<std::vector<std::uint8_t>> parse_units(std::string_view text, unsigned least, unsigned most) {
  std::vector<std::uint8_t> units;
  for (const SpanText& span : spans_of(text)) {
    const auto first = whole_number(span.first), last = whole_number(span.last);
    if (!first || !last || *first < least || *last > most || *last < *first) {
      return Error{"units " + std::string(text) + ": write unit ids from " + std::to_string(least) + " to " +
                   std::to_string(most) + ", the smaller one first: 1-32,40"};
    }
    for (std::uint32_t unit = *first; unit <= *last; ++unit) units.push_back(static_cast<std::uint8_t>(unit));
  }
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  return units;
}

std::vector<Range> joined(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<Range> all;
  for (const Range& range : ranges) {
    if (all.empty() || all.back().table != range.table || range.first > all.back().end()) {
      all.push_back(range);
      continue;
    }
    const std::uint32_t end = std::max(all.back().end(), range.end());
    const std::uint32_t first = all.back().first;
    if (end - first < kAddresses) {
      all.back().count = static_cast<std::uint16_t>(end - first);
    } else if (range.end() > all.back().end()) {
      all.push_back({range.table, static_cast<std::uint16_t>(all.back().end()),
                     static_cast<std::uint16_t>(range.end() - all.back().end())});
    }
  }
  return all;
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/settings/from.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "adapters/modbus/registers/no_value.hpp"

namespace gatewarden::modbus {
namespace {

std::optional<Table> table_of_digit(char digit) {
  switch (digit) {
    case '0':
      return Table::coils;
    case '1':
      return Table::discrete_inputs;
    case '3':
      return Table::input_registers;
    case '4':
      return Table::holding_registers;
    default:
      return std::nullopt;
  }
}

// As a list of codes, compared as bits.
std::vector<std::int64_t> sunspec_codes(As as) {
  const auto code = sunspec_no_value(as);
  if (!code) return {};
  return {static_cast<std::int64_t>(*code)};
}

std::map<std::int64_t, std::string> by_code(const std::map<std::string, std::string>& written) {
  std::map<std::int64_t, std::string> all;
  for (const auto& [text, label] : written) {
    if (const auto code = parse_code(text)) all[*code] = label;
  }
  return all;
}

}  // namespace

std::optional<std::int64_t> parse_code(std::string_view text) {
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size() || (hex && code < 0)) return std::nullopt;
  return code;
}

std::variant<Numbered, std::string> parse_register(std::string_view text) {
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.size() > 6) return std::string("a register in the old notation has five or six digits");
  if (text.size() < 5) {
    const std::string plain(text);
    return plain + " is too short to say its table: holding register number " + plain + " is \"4" +
           std::string(4 - plain.size(), '0') + plain + "\", wire address " + plain +
           " is `holding: " + plain + "`";
  }
  const auto table = table_of_digit(text[0]);
  if (!table) {
    return std::string("no table begins with ") + text[0] +
           "; 0 coils, 1 discrete inputs, 3 input registers, 4 holding registers";
  }
  std::uint32_t number = 0;
  std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (number == 0) {
    return std::string("this notation counts from 1: the first one is ") + text[0] +
           std::string(text.size() - 2, '0') + "1; the wire address " + std::string(text) + " is `" +
           std::string(table_name(*table)) + ": " + std::string(text) + "`";
  }
  if (number > 65536) return std::string("the last one of a table is number 65536");
  return Numbered{*table, static_cast<std::uint16_t>(number - 1)};
}

Table Registers::table() const {
  if (numbered) {
    const auto read = parse_register(*numbered);
    if (const auto* place = std::get_if<Numbered>(&read)) return place->table;
  }
  if (coil) return Table::coils;
  if (discrete) return Table::discrete_inputs;
  return holding || numbered ? Table::holding_registers : Table::input_registers;
}

Range Registers::range() const {
  const bool sized = registers_of(as) == 0;
  const std::uint16_t count = is_bits(table()) ? 1 : sized ? length.value_or(1) : registers_of(as);
  if (numbered) {
    const auto read = parse_register(*numbered);
    const auto* place = std::get_if<Numbered>(&read);
    return {table(), place ? place->address : std::uint16_t{0}, count};
  }
  std::uint32_t address = 0;
  for (const auto& each : {holding, input, coil, discrete}) address = each.value_or(address);
  return {table(), static_cast<std::uint16_t>(address - base.value_or(0)), count};
}

std::optional<Range> Registers::scale_range() const {
  if (!scale_from) return std::nullopt;
  if (!numbered) return Range{table(), static_cast<std::uint16_t>(*scale_from - base.value_or(0)), 1};
  const auto read = parse_register(std::to_string(*scale_from));
  const auto* place = std::get_if<Numbered>(&read);
  return Range{table(), place ? place->address : std::uint16_t{0}, 1};
}

ValueShape Registers::shape() const {
  ValueShape shape;
  shape.as = as;
  shape.order = order.value_or(Order::abcd);
  shape.scale = scale;
  shape.offset = offset;
  shape.bit = bit;
  shape.mask = mask.value_or(0);
  shape.labels = by_code(labels);
  for (const auto& [place, flag] : by_code(flags))
    shape.flags.emplace_back(static_cast<std::uint8_t>(place), flag);
  if (no_value) shape.no_value = no_value->sunspec ? sunspec_codes(as) : no_value->codes;
  shape.valid = valid;
  shape.registers = range().count;
  return shape;
}

std::vector<std::string> From::operand_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : of) names.push_back(name);
  return names;
}

Expression From::expression() const {
  auto parsed = Expression::parse(compute.value_or("0"), operand_names());
  assert(std::holds_alternative<Expression>(parsed) && "checked when the fleet was read");
  return std::get<Expression>(std::move(parsed));
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/settings/register_source.hpp"

#include <algorithm>
#include <charconv>
#include <variant>

#include "adapters/modbus/registers/no_value.hpp"
#include "adapters/modbus/settings/register_number.hpp"

namespace gatewarden::modbus {
namespace {

// At most one code; compared as bits.
std::vector<std::int64_t> sunspec_codes(DataType as) {
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

std::optional<std::uint32_t>& address_in(RegisterSource& source, Table table) {
  switch (table) {
    case Table::coils:
      return source.coil;
    case Table::discrete_inputs:
      return source.discrete;
    case Table::holding_registers:
      return source.holding;
    case Table::input_registers:
      break;
  }
  return source.input;
}

// Codes are compared as bits of the value: -1 and 0xFFFF are the same in one register.
std::int64_t unsigned_code(std::int64_t code, unsigned registers) {
  return registers >= 4 ? code : code & ((std::int64_t{1} << 16 * registers) - 1);
}

std::map<std::string, std::string> in_decimal(const std::map<std::string, std::string>& written,
                                              unsigned registers) {
  std::map<std::string, std::string> all;
  for (const auto& [code, label] : by_code(written))
    all.emplace(std::to_string(unsigned_code(code, registers)), label);
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

Table RegisterSource::table() const {
  if (numbered) {
    const auto read = parse_register(*numbered);
    if (const auto* place = std::get_if<Numbered>(&read)) return place->table;
  }
  if (coil) return Table::coils;
  if (discrete) return Table::discrete_inputs;
  return holding || numbered ? Table::holding_registers : Table::input_registers;
}

Range RegisterSource::range() const {
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

std::optional<Range> RegisterSource::scale_range() const {
  if (!scale_from) return std::nullopt;
  if (!numbered) return Range{table(), static_cast<std::uint16_t>(*scale_from - base.value_or(0)), 1};
  return Range{table(), old_number(table(), *scale_from).value_or(0), 1};
}

ValueShape RegisterSource::shape() const {
  ValueShape shape;
  shape.as = as;
  shape.order = order.value_or(ByteOrder::abcd);
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

RegisterSource RegisterSource::canonical() const {
  const Range place = range();
  RegisterSource same = *this;
  same.numbered = std::nullopt;
  for (auto* each : {&same.holding, &same.input, &same.coil, &same.discrete}) each->reset();
  address_in(same, place.table) = place.first;
  same.base = 0;
  if (const auto power = scale_range()) same.scale_from = power->first;
  same.labels = in_decimal(labels, place.count);
  same.flags = in_decimal(flags, place.count);
  same.no_value = NoValue{false, shape().no_value};
  auto& codes = same.no_value->codes;
  const bool real = as == DataType::float32 || as == DataType::float64;  // these compare as numbers, too
  for (std::int64_t& code : codes) code = real ? code : unsigned_code(code, place.count);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  if (codes.empty()) same.no_value.reset();
  return same;
}

}  // namespace gatewarden::modbus

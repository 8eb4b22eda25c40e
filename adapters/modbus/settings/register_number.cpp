#include "adapters/modbus/settings/register_number.hpp"

#include "gateway/base/text/parse_number.hpp"

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

}  // namespace

std::variant<Numbered, std::string> parse_register(std::string_view text) {
  if (!digits(text) || text.size() > 6)
    return std::string("a register in the old notation has five or six digits");
  if (text.size() < 5) {
    const std::string plain(text);
    return plain + " is too short to say its table: holding register number " + plain + " is \"4" +
           std::string(4 - plain.size(), '0') + plain + "\", wire address " + plain +
           " is `holding: " + plain + "`";
  }
  const auto table = table_of_digit(text[0]);
  if (!table) {
    return "no table begins with " + std::string(1, text[0]) +
           "; 0 coils, 1 discrete inputs, 3 input registers, 4 holding registers";
  }
  const std::uint32_t number = *parse_number<std::uint32_t>(text.substr(1));
  if (number == 0) {
    return std::string("this notation counts from 1: the first one is ") + text[0] +
           std::string(text.size() - 2, '0') + "1; the wire address " + std::string(text) + " is `" +
           std::string(table_name(*table)) + ": " + std::string(text) + "`";
  }
  if (number > 65536) return std::string("the last one of a table is number 65536");
  return Numbered{*table, static_cast<std::uint16_t>(number - 1)};
}

std::optional<std::uint16_t> old_number(Table table, std::uint32_t number) {
  const auto read = parse_register(std::to_string(number));
  const auto* place = std::get_if<Numbered>(&read);
  return place && place->table == table ? std::optional(place->address) : std::nullopt;
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/commission/scan_options.hpp"

#include <utility>

#include "adapters/modbus/commission/command_line.hpp"

namespace gatewarden::modbus {
namespace {

// Once each: nearly all are silent and cost a time-out.
ScanOptions every_serial_unit() {
  ScanOptions options;
  for (std::uint8_t unit = 1; unit <= 247; ++unit) options.units.push_back(unit);
  return options;
}

// First what a single device often answers: 255, 0, or every id.
ScanOptions every_tcp_unit() {
  ScanOptions options;
  options.units = {255, 0, 1, 247, 2};
  options.until_alike = true;
  for (std::uint8_t unit = 3; unit <= 246; ++unit) options.units.push_back(unit);
  return options;
}

}  // namespace

Result<ScanOptions> parse_scan_options(const TypedScan& typed, bool rtu) {
  ScanOptions options = rtu ? every_serial_unit() : every_tcp_unit();
  if (!typed.units.empty()) {
    // On a serial line, unit 0 is everybody.
    auto named = parse_units(typed.units, rtu ? 1 : 0, rtu ? 247 : 255);
    if (!named) return Error{named.error()};
    options = ScanOptions{std::move(*named), false, rtu ? 1u : 0u};
  }
  // All units of a serial line take minutes for each question.
  if (!rtu || !typed.units.empty()) {
    options.questions.emplace_back(Range{Table::input_registers, 0, 1});
    options.questions.emplace_back(ReadIdentification{});
  }
  if (typed.holding.empty() && typed.input.empty()) return options;
  if (!typed.holding.empty() && !typed.input.empty()) return Error{"write --holding or --input, not both"};
  const Table table = typed.input.empty() ? Table::holding_registers : Table::input_registers;
  const auto place = parse_addresses(table, typed.input.empty() ? typed.holding : typed.input, 0);
  if (!place) return Error{place.error()};
  if (place->size() != 1 || place->front().count > kMaxRegisters) {
    return Error{"a scan asks for one address: --holding 3000"};
  }
  options.questions = {place->front()};
  return options;
}

}  // namespace gatewarden::modbus

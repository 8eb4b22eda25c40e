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

Result<ScanOptions> parse_scan_options(std::string_view units, bool rtu) {
  if (units.empty()) return rtu ? every_serial_unit() : every_tcp_unit();
  auto named = parse_units(units, rtu ? 1 : 0, rtu ? 247 : 255);  // on a serial line, unit 0 is everybody
  if (!named) return Error{named.error()};
  return ScanOptions{std::move(*named), false, rtu ? 1u : 0u};
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/commission/scan_wishes.hpp"

#include <utility>

#include "adapters/modbus/commission/spoken.hpp"

namespace gatewarden::modbus {
namespace {

// Once each: nearly all of them will be silent, and each costs its time.
ScanWishes every_serial_unit() {
  ScanWishes wishes;
  for (std::uint8_t unit = 1; unit <= 247; ++unit) wishes.units.push_back(unit);
  return wishes;
}

// A device by itself often answers 255 or 0, or every id: those first.
ScanWishes every_tcp_unit() {
  ScanWishes wishes;
  wishes.units = {255, 0, 1, 247, 2};
  wishes.until_alike = true;
  for (std::uint8_t unit = 3; unit <= 246; ++unit) wishes.units.push_back(unit);
  return wishes;
}

}  // namespace

Result<ScanWishes> parse_scan_wishes(std::string_view units, bool rtu) {
  if (units.empty()) return rtu ? every_serial_unit() : every_tcp_unit();
  auto named = parse_units(units, rtu ? 1 : 0, rtu ? 247 : 255);  // unit 0 is everybody on a serial line
  if (!named) return Error{named.error()};
  return ScanWishes{std::move(*named), false, rtu ? 1u : 0u};
}

}  // namespace gatewarden::modbus

// What `scan --json` prints.
#pragma once

#include <string>

#include "adapters/modbus/commission/scan.hpp"

namespace gatewarden::modbus {

std::string scan_json(const Scan& scan, const std::string& endpoint);

}  // namespace gatewarden::modbus

// Rules across the links, profiles and children of a fleet.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// M008, M033, and those of shared_lines.hpp.
void check_fleet(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::modbus

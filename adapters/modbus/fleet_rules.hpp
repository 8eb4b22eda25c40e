// What a whole fleet on Modbus may not say: the rules that cross its links, profiles and children.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// M008, M033, and those of shared_lines.hpp.
void check_fleet(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::modbus

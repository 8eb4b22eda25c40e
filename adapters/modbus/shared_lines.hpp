// What no two links may share: a serial port, since RTU carries one request at a time and each link believes
// that it has the line for itself; and an address to be called at, since only one can listen there.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// M034, M035: at the second link, with the name of the first.
void check_shared_lines(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::modbus

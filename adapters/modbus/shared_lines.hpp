// Two links must not share a serial port, since RTU carries one request at a time and each link uses the line
// alone, nor an address to listen on.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// M034, M035: at the second link, with the name of the first.
void check_shared_lines(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::modbus

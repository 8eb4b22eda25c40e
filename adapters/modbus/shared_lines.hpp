// Two links must share neither a serial port nor an address to listen on: RTU carries one request at a time,
// and each link uses its line alone.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// M034, M035: at the second link, naming the first.
void check_shared_lines(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::modbus

// Rules that look at several parts of a fleet.
#pragma once

#include "gateway/config/fleet.hpp"

namespace gatewarden::ble {

void check_fleet(const config::Fleet& fleet, config::Problems& problems);

}  // namespace gatewarden::ble

// From the fleet file's words to the uplink's.
#pragma once

#include "gateway/config/fleet.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

UplinkSettings uplink_settings(const config::Fleet& fleet);
// Whether the connection can stay through a reload.
bool same_uplink(const config::Fleet& a, const config::Fleet& b);

}  // namespace gatewarden::app

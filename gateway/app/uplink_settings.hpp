// From the fleet file's words to the uplink's and the batcher's.
#pragma once

#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

UplinkSettings uplink_settings(const config::Fleet& fleet);
// With what the nucleus told this process in its environment; an error where it is no component of one.
Result<greengrass::Settings> component_settings(const config::GreengrassUplink& from);
// Whether the connection can stay through a reload.
bool same_uplink(const config::Fleet& a, const config::Fleet& b);

// When and in which spelling reports are made, as the service takes them.
Batcher::Settings batch_settings(const config::Fleet& fleet);

}  // namespace gatewarden::app

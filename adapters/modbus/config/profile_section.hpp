// The table of profiles.<name>.modbus.
#pragma once

#include "adapters/modbus/settings/profile_settings.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<ProfileSettings> profile_section();

}  // namespace gatewarden::modbus

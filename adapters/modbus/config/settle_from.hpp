// What a profile means for one of its values: the keys that it says for all of them,
// and where the address is then.
#pragma once

#include "adapters/modbus/settings/profile_settings.hpp"
#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// After reading: fills in what the profile says for all its values, then checks the addresses.
void settle(const ProfileSettings& profile, From& from, const config::ConfigNode& node,
            config::Problems& problems);
// The same for one value in registers.
void settle_registers(const ProfileSettings& profile, Registers& value, const config::ConfigNode& node,
                      config::Problems& problems);

}  // namespace gatewarden::modbus

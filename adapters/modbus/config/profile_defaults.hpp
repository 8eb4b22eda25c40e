#pragma once

#include "adapters/modbus/settings/profile_settings.hpp"
#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

// Fills in the profile's defaults, then checks the addresses.
void apply_profile(const ProfileSettings& profile, ValueSource& from, const config::ConfigNode& node,
                   config::Problems& problems);
// True, with an error that names both readings, if `address` could also be meant as a register of `table` as old
// manuals number it (register_number.hpp). `remedy`: the example of the error.
bool refuse_old_number(Table table, std::uint32_t address, const config::ConfigNode& at, std::string remedy,
                       config::Problems& problems);
void apply_to_registers(const ProfileSettings& profile, RegisterSource& value, const config::ConfigNode& node,
                        config::Problems& problems);

}  // namespace gatewarden::modbus

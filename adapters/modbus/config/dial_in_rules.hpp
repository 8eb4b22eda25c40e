// Who may call the gateway on a port of its own.
#pragma once

#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/config/text/config_node.hpp"

namespace gatewarden::modbus {

// M039 where anybody may, and it is not said.
void say_who_may_call(const DialIn& dial_in, const config::ConfigNode& node, config::Problems& problems);
// M032 for what is no address or network.
void check_callers(const DialIn& dial_in, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

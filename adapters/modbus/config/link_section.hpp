// The tables of links.<name>.modbus and of a child's own keys.
#pragma once

#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<LinkSettings> link_section();
config::Section<UnitAddress> unit_section();

}  // namespace gatewarden::modbus

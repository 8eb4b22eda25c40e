// The table of a metric's `from:`.
#pragma once

#include "adapters/modbus/settings/from.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<From> from_section();

}  // namespace gatewarden::modbus

// The table of a metric's `from:`.
#pragma once

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<ValueSource> value_source_section();

}  // namespace gatewarden::modbus

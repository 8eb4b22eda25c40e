// Kinds of values that only `from:` has. Only for value_source_section.cpp.
#pragma once

#include <cstdint>

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/keys/type.hpp"

namespace gatewarden::modbus {

// An address from 0. Six digits are no address, but perhaps a register as old manuals number it.
config::TypeOf<std::uint32_t> address_in(Table table);
// "40053"; of 4x0053 and 40.053 that is what repairs it. F025
config::TypeOf<std::string> numbered_type();
// `sunspec`, or raw values.
config::TypeOf<NoValue> no_value_type();
config::TypeOf<TrafficPart> traffic_type();
config::TypeOf<IdentityPart> identity_part_type();

}  // namespace gatewarden::modbus

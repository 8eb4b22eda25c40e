// The rules of a `from:` that cross its keys. Only for from_section.cpp.
#pragma once

#include "adapters/modbus/from.hpp"

namespace gatewarden::modbus {

// Of one value in registers; `operand`: of a computed one, so it must be a number.
void check_registers(const Registers& value, const config::ConfigNode& node, bool operand,
                     config::Problems& problems);
// Of what stands in no register.
void check_watched(const config::ConfigNode& node, config::Problems& problems);
void check_computed(const From& from, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

// What the tables of a `from:` and of a profile share: the keys of a value in registers, and the rules that
// cross them. Only for the sections.
#pragma once

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

// A value in registers; `operand`: others are computed from it.
config::Section<RegisterSource> registers_section(std::string title, std::string sentence, bool operand);

// Of one value in registers; `operand`: of a computed one, so it must be a number.
void check_registers(const RegisterSource& value, const config::ConfigNode& node, bool operand,
                     config::Problems& problems);
// Of what stands in no register.
void check_watched(const config::ConfigNode& node, config::Problems& problems);
void check_computed(const ValueSource& from, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

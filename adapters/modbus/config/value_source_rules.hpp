// Keys of a value in registers and the rules between them, for the tables of `from:` and of a
// profile. Only for the sections.
#pragma once

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<RegisterSource> registers_section(const std::string& title, const std::string& sentence,
                                                  bool operand);

// `operand`: of a computed value, so it must be a number.
void check_registers(const RegisterSource& value, const config::ConfigNode& node, bool operand,
                     config::Problems& problems);
// For values outside registers.
void check_watched(const config::ConfigNode& node, config::Problems& problems);
void check_computed(const ValueSource& from, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

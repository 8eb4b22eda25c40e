// Keys of a value in registers and the rules between them, for the tables of `from:` and of a
// profile. Only for the sections.
#pragma once

#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::modbus {

config::Section<RegisterSource> registers_section(const std::string& title, const std::string& sentence,
                                                  bool operand);
config::Section<SignatureSource> signature_value_section();

// A rule and the keys it looks at besides the place of the value.
struct RegisterRule {
  std::vector<std::string> keys;
  void (*check)(const RegisterSource& value, const config::ConfigNode& node, config::Problems& problems);
};
// `operand`: of a computed value, so it must be a number.
std::vector<RegisterRule> register_rules(bool operand);
// For values outside registers.
void check_watched(const config::ConfigNode& node, config::Problems& problems);
void check_computed(const ValueSource& from, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

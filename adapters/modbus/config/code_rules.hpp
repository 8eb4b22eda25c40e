// Rules for codes of `no_value` and `labels`, and bits of `flags`. Only for value_source_rules.cpp.
#pragma once

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::modbus {

void check_codes(const RegisterSource& value, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::modbus

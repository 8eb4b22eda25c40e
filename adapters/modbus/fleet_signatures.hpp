// The signatures that profiles give themselves (profiles.NAME.modbus.signature).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/modbus/identity/signature.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::modbus {

// Of a fleet's profiles, in its order.
std::vector<Signature> signatures_of(const config::Fleet& fleet);
// Of the profiles in a file that a fleet may include, those that are right.
std::vector<Signature> signatures_in(std::string_view yaml, const std::string& file);

}  // namespace gatewarden::modbus

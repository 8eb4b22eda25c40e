// A decoded value as people read it: "49.98", "SUN2000-8KTL-M1". Pure.
#pragma once

#include <string>

#include "adapters/modbus/registers/register_value.hpp"

namespace gatewarden::modbus {

// Printable; empty where there is no value.
std::string text_of(const Decoded& decoded);

}  // namespace gatewarden::modbus

// What the fleet file's Modbus part can have wrong: a stable code each, and what to do.
#pragma once

#include <span>

#include "gateway/config/protocol.hpp"

namespace gatewarden::modbus {

// In order; static storage.
std::span<const config::CodeEntry> codes();

}  // namespace gatewarden::modbus

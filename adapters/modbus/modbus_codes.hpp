// The errors of the fleet file's Modbus part: stable codes and remedies.
#pragma once

#include <span>

#include "gateway/config/protocol.hpp"

namespace gatewarden::modbus {

// In order; static storage.
std::span<const config::CodeEntry> codes();

}  // namespace gatewarden::modbus

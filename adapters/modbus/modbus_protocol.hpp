// Modbus in the fleet file: its keys and rules, and its lines in `check` and `plan`.
#pragma once

#include "gateway/config/protocol.hpp"

namespace gatewarden::modbus {

const config::Protocol& protocol();

}  // namespace gatewarden::modbus

// What Modbus teaches the fleet file: its keys and rules, and the words of `check` and `plan`.
#pragma once

#include "gateway/config/protocol.hpp"

namespace gatewarden::modbus {

const config::Protocol& protocol();

}  // namespace gatewarden::modbus

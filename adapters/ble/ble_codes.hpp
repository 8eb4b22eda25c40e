// The errors of Bluetooth in a fleet file.
#pragma once

#include <span>

#include "gateway/config/protocol.hpp"

namespace gatewarden::ble {

std::span<const config::CodeEntry> codes();

}  // namespace gatewarden::ble

// The fleet file's keys for Bluetooth: links.<name>.ble, profiles.<name>.ble, a metric's `from: { ble: ... }` or
// `from: { gatt: ... }`, a child's `address` and its like.
#pragma once

#include "gateway/config/protocol.hpp"

namespace gatewarden::ble {

// Name "ble". Static storage.
const config::Protocol& protocol();

}  // namespace gatewarden::ble

// What the kernel's management socket tells of advertisements. Only read: nothing here makes a command.
// Source: BlueZ, doc/mgmt-protocol.rst, events 0012 and 002F.
#pragma once

#include <optional>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/bytes.hpp"

namespace gatewarden::ble {

// A frame as the socket gives it: code, adapter, length, parameters. nullopt: it is no report of an LE device, or is cut.
// `at` and `unix_us` are not set. The payload is a view into the frame.
std::optional<Advertisement> read_management_frame(Bytes frame);

}  // namespace gatewarden::ble

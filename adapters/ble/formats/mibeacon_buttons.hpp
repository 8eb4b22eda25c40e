// Buttons, remote controls and switch plates among the objects of a MiBeacon: what a press looks like differs by product.
// Source: as of mibeacon_objects.hpp.
#pragma once

#include <cstdint>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// False: the object is no button's, or has another length.
bool add_mibeacon_button(std::uint16_t product, std::uint16_t id, Bytes data, Decoded& into);

}  // namespace gatewarden::ble

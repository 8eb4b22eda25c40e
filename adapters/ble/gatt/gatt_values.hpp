// The characteristics that many devices have: battery (180F), environmental sensing (181A), device information (180A). Others
// are for the byte-slice decoder.
// Source: GATT Specification Supplement; Assigned Numbers 3.8.
#pragma once

#include "adapters/ble/air/elements.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// Adds the value to `into`, whose format becomes "gatt"; a sentinel ("not known") adds none. False: not one of them. A wrong
// length is Fault::truncated.
bool decode_characteristic(const Uuid& characteristic, Bytes value, Decoded& into);

}  // namespace gatewarden::ble

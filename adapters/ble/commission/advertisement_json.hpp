// An advertisement and what it says, as a line of JSON:
//
//   {"t":1790000000.000000,"address":"C1:00:00:00:00:02","address_type":"random","rssi":-67,"format":"bthome2",
//    "encrypted":false,"values":{"battery":50},"error":null}
//
// t: seconds since 1970. format, rssi and error may be null.
#pragma once

#include <string>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// With its line end. Valid UTF-8 and harmless on a terminal, whatever a stranger sends.
void append_json_line(std::string& out, const Advertisement& advertisement, const Decoded& decoded);

}  // namespace gatewarden::ble

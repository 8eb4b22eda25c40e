// One advertisement's payload, taken apart for a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

// As tools print bytes: "0201060616d2fc400132", also with blanks, colons or hyphens between them. At most kMaxPayload.
Result<std::vector<std::uint8_t>> parse_payload(std::string_view text);

// Elements, format, values with units, and what is wrong with it. `sender`: needed where its address is part of what is
// encrypted; unknown: none is compared.
struct Dissection {
  std::string text;
  bool sound = false;  // of a known format, without a fault
};
Dissection dissect(const Advertisement& advertisement, const Bindkey* key);

}  // namespace gatewarden::ble

// Reads JSON by nlohmann's event parser: strict about UTF-8, literals and trailing bytes, not recursive,
// and it shows duplicate keys.
#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"

namespace gatewarden {

ParsedDocument read_json(std::string_view bytes, const DocumentBounds& bounds);

}  // namespace gatewarden

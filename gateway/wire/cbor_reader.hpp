// Reads CBOR by libcbor's streaming decoder: one head at a time, no allocation.
#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"

namespace gatewarden {

ParsedDocument read_cbor(std::string_view bytes, const DocumentBounds& bounds);

}  // namespace gatewarden

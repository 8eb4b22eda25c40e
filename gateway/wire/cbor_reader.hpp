// CBOR into a document, by libcbor's streaming decoder, which reads one head at a time and allocates nothing.
#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"

namespace gatewarden {

ParsedDocument read_cbor(std::string_view bytes, const DocumentBounds& bounds);

}  // namespace gatewarden

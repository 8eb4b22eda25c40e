#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// Never throws. Strict: UTF-8, no NaN literal, nothing after the end (CBOR then has both document and fault).
ParsedDocument read_document(std::string_view bytes, Format format, const DocumentBounds& bounds);

}  // namespace gatewarden

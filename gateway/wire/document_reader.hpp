// Foreign bytes into a document, in either format.
#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// Strict: UTF-8, nothing after the end (CBOR: the document is there, and so is the fault), no NaN literal.
// Never throws.
ParsedDocument read_document(std::string_view bytes, Format format, const DocumentBounds& bounds);

}  // namespace gatewarden

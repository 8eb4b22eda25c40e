#include "gateway/wire/document_reader.hpp"

#include <string>

#include "gateway/wire/cbor_reader.hpp"
#include "gateway/wire/json_reader.hpp"

namespace gatewarden {

ParsedDocument read_document(std::string_view bytes, Format format, const DocumentBounds& bounds) {
  if (bytes.size() > bounds.bytes) {
    return {.document = std::nullopt, .fault = "more than " + std::to_string(bounds.bytes) + " bytes"};
  }
  if (bytes.empty()) return {.document = std::nullopt, .fault = "no bytes at all"};
  return format == Format::json ? read_json(bytes, bounds) : read_cbor(bytes, bounds);
}

}  // namespace gatewarden

// JSON into a document, by nlohmann's event parser: it is strict about UTF-8, literals and what follows the
// end, does not recurse, and shows every key, also the second one of a name.
#pragma once

#include <string_view>

#include "gateway/wire/document.hpp"

namespace gatewarden {

ParsedDocument read_json(std::string_view bytes, const DocumentBounds& bounds);

}  // namespace gatewarden

// The fleet file described for editors and other validators: the same tables that read it, as JSON Schema.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

// JSON Schema, draft 7, of the main file. It knows the shape; rules that cross fields only `check` knows.
// Where a value is not a text, a text with ${VAR} or {placeholder} may stand for it.
nlohmann::json fleet_schema(std::span<const Protocol* const> protocols);

}  // namespace gatewarden::config

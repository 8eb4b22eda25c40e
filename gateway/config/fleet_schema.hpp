// The fleet file and its included files as JSON Schema, for editors and validators, from the tables that read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

// Draft 7, of the main file and of an included one. Describes the shape; only `check` knows rules across fields. A text with ${VAR} or
// {placeholder} may replace any other value.
nlohmann::json fleet_schema(const Adapters& adapters);
nlohmann::json included_schema(ProtocolList protocols);

}  // namespace gatewarden::config

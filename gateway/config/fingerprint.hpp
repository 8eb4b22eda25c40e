// Links, profiles and children are compared by meaning, not spelling, over reloads and
// restarts. Private to this room.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gatewarden::config {

// Equal texts mean the same.
inline std::string fingerprint_text(const nlohmann::json& said) {
  return said.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace gatewarden::config

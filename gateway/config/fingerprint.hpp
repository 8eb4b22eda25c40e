// What links, profiles and children are compared by, over a reload and over a restart: what they say, however
// the fleet file spells it. Only inside this room.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gatewarden::config {

// The text of what something says: equal texts say the same.
inline std::string fingerprint_text(const nlohmann::json& said) {
  return said.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace gatewarden::config

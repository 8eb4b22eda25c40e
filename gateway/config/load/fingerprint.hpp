// Links, profiles and children are compared by meaning, not spelling, over reloads and
// restarts. Private to this room.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "gateway/base/json_text.hpp"

namespace gatewarden::config {

// Equal texts mean the same.
inline std::string fingerprint_text(const nlohmann::json& said) { return json_line(said); }

}  // namespace gatewarden::config

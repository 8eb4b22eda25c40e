// Problems as JSON, for `check --json`.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

nlohmann::json to_json(const Problems& problems);

}  // namespace gatewarden::config

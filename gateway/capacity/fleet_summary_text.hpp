// The summary for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "gateway/capacity/fleet_summary.hpp"

namespace gatewarden::capacity {

std::string to_text(const FleetSummary& summary);
nlohmann::json to_json(const FleetSummary& summary);

}  // namespace gatewarden::capacity

// The summary as a person and as a program read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "gateway/capacity/fleet_summary.hpp"

namespace gatewarden::capacity {

std::string to_text(const FleetSummary& summary);
nlohmann::json to_json(const FleetSummary& summary);

}  // namespace gatewarden::capacity

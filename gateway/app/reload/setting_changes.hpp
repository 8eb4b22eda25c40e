// Which keys of a fleet file have other values, by their paths. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::app {

// Both as JSON objects. "gateway.reports.interval: 5m, now 1m", "links.site: new", "profiles.em24: gone".
std::vector<std::string> setting_changes(std::string_view before, std::string_view now);

}  // namespace gatewarden::app

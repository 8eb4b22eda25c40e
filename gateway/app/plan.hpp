// The dry run: what would be read for each child, and published. Touches no network.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/config/protocol.hpp"

namespace gatewarden::app {

// Of all children or one. The error names an unknown thing.
Result<std::string> plan_text(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
                              std::optional<std::string_view> thing,
                              const std::vector<MetricSpec>& host_metrics);

}  // namespace gatewarden::app

// What a fleet file asks AWS to know, for gateway/provision.
#pragma once

#include <filesystem>
#include <span>

#include "gateway/base/result.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/config/protocol.hpp"
#include "gateway/provision/needs/manifest.hpp"

namespace gatewarden::app {

// The error: the fleet has no way to AWS.
Result<provision::Needs> aws_needs(const config::Fleet& fleet,
                                   std::span<const config::Protocol* const> protocols,
                                   const std::vector<MetricSpec>& host_metrics);

// An earlier state, for --diff: a folder or manifest of `provision`, which knows what was asked for, or an older fleet
// file, for which the same is asked as now.
Result<provision::Manifest> earlier_state(const std::filesystem::path& path, const provision::Request& asked);

}  // namespace gatewarden::app

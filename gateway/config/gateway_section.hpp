// The table of `gateway:`.
#pragma once

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<Gateway> gateway_section(std::span<const std::string> host_metrics);

}  // namespace gatewarden::config

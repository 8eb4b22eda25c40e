// The table of `uplink:`.
#pragma once

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<UplinkEntry> uplink_section();

}  // namespace gatewarden::config

#pragma once

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<LinkEntry> link_section(ProtocolList protocols);
Section<ProfileEntry> profile_section(ProtocolList protocols);

}  // namespace gatewarden::config

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<LinkEntry> link_section(ProtocolList protocols);
Section<ProfileEntry> profile_section(ProtocolList protocols);
// thing, profile, link and ids; the protocol adds the rest.
Section<ChildEntry> child_section();
std::vector<std::string> child_keys();
// A list with one kind of entry per protocol.
nlohmann::json children_schema(ProtocolList protocols);

}  // namespace gatewarden::config

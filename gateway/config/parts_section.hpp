// The tables of one link, one profile and one child.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<LinkEntry> link_section(ProtocolList protocols);
Section<ProfileEntry> profile_section(ProtocolList protocols);
// thing, profile, link and ids; the rest of a child's keys are its protocol's.
Section<ChildEntry> child_section();
std::vector<std::string> child_keys();
// The list of them, one kind of entry for each protocol.
nlohmann::json children_schema(ProtocolList protocols);

}  // namespace gatewarden::config

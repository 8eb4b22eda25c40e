// The table of an entry of `children:`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

// thing, profile, link and ids; the protocol adds the rest.
Section<ChildEntry> child_section();
std::vector<std::string> child_keys();
// Those, and the keys of a child over this protocol.
std::vector<std::string> child_keys(const Protocol& protocol);
// Those of a child over any of them.
std::vector<std::string> all_child_keys(ProtocolList protocols);
// A list with one kind of entry per protocol.
nlohmann::json children_schema(ProtocolList protocols);
std::vector<DescribedSection> describe_children(ProtocolList protocols);

}  // namespace gatewarden::config

// The tables of a fleet file and of an included file.
#pragma once

#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::config {

Section<FleetEntry> fleet_section(const Adapters& adapters);
Section<Part> part_section(ProtocolList protocols);

}  // namespace gatewarden::config

// schemas/FLEET.md: every key of the fleet file, for people.
#pragma once

#include <string>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

// As Markdown of GitHub: a heading and a table for each section.
std::string fleet_markdown(const Adapters& adapters);

}  // namespace gatewarden::config

// From `links:` as written to the fleet's values.
#pragma once

#include "gateway/config/load/known_names.hpp"
#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

KnownNames build_links(const Sources& sources, ProtocolList protocols, Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

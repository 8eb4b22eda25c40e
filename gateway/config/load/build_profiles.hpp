// From `profiles:` as written to the fleet's values.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/config/load/known_names.hpp"
#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

// Per profile: the protocols of its links, in file order.
using Speakers = std::map<std::string, std::vector<std::string>, std::less<>>;

KnownNames build_profiles(const Sources& sources, ProtocolList protocols, const Speakers& speakers,
                          Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

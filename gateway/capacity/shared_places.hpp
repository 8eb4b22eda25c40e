// Children at one place of a link, such as a topic or a unit. Each may read its own part; mostly it is a mistake.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/config/protocol.hpp"

namespace gatewarden::capacity {

// A note for each of the first few places.
std::vector<std::string> shared_places(const config::Fleet& fleet,
                                       std::span<const config::Protocol* const> protocols);

}  // namespace gatewarden::capacity

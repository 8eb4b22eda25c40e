// What is allowed, but for a person to reconsider.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"

namespace gatewarden::config {

std::vector<std::string> notes_on(const Fleet& fleet);

}  // namespace gatewarden::config

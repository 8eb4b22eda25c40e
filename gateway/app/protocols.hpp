// The protocols this program speaks: the one list of them.
#pragma once

#include <vector>

#include "gateway/config/protocol.hpp"

namespace gatewarden::app {

const std::vector<const config::Protocol*>& protocols();

}  // namespace gatewarden::app

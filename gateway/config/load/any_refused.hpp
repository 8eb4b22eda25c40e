#pragma once

#include <initializer_list>
#include <string_view>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// Whether one of a map's keys was refused already, or a value below it: its reader may have got a default.
bool any_refused(const ConfigNode& map, std::initializer_list<std::string_view> keys,
                 const Problems& problems);

}  // namespace gatewarden::config

#pragma once

#include <string>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config::detail {

// Adds F010 at the key, with the nearest known key. `where` names the section.
void refuse_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                const std::string& where, Problems& problems);

}  // namespace gatewarden::config::detail

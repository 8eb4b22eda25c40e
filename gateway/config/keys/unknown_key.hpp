// A key that no table knows.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config::detail {

// F010 at the key's place, with the nearest of the known keys. `where` names the section.
void refuse_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                const std::string& where, Problems& problems);

}  // namespace gatewarden::config::detail

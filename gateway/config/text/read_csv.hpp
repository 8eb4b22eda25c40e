// Children as a table: RFC 4180, keys in the header row. A row becomes
// a map as in YAML; an empty cell is no key. Places are the cells'.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// A list of maps, without the rows with problems. A quoted cell
// need not be text ("4" stays a number): programs quote at will.
ConfigNode read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                    const Environment& environment, Problems& problems);

}  // namespace gatewarden::config

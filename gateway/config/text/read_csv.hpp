// Children as a table: RFC 4180 with a header row that names the keys. Each row becomes a map like a child's
// entry in YAML; an empty cell is a key left out. Places are those of the cells.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// A list of maps; rows with problems are left out of it. A quoted cell is not text by force ("4" stays a
// number): programs that write CSV quote as they please.
ConfigNode read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                    const Environment& environment, Problems& problems);

}  // namespace gatewarden::config

// Children as a table: RFC 4180, keys in the header row. A row becomes
// a map as in YAML; an empty cell is no key. Places are the cells'.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// A list of maps, without the rows with problems. A quoted cell
// need not be text ("4" stays a number): programs quote at will.
// F015, with nothing of the file's words, if no column is a known key: it is a table of something else.
// A column that is none of the known keys is an error of the header, once; its cells count as those of the key
// that was meant, or as none.
ConfigNode read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                    const std::vector<std::string>& known, const Environment& environment,
                    Problems& problems);

}  // namespace gatewarden::config

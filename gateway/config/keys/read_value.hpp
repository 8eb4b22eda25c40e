#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gateway/config/keys/type.hpp"
#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config::detail {

// Adds F012 and returns false if the node is of another kind.
bool wants(const ConfigNode& node, ConfigNode::Kind kind, const char* words, const char* example,
           Problems& problems);
// The same with the type's own words, example and repair, which are made for an error only.
bool wants(const ConfigNode& node, ConfigNode::Kind kind, const ValueType& type, Problems& problems);
// Adds F027 and returns false if there are too few or too many entries.
bool within(const ConfigNode& node, std::size_t size, std::size_t least, std::size_t most,
            Problems& problems);

// What was meant by a value that `type` does not take as it stands: what the type makes of it (ValueType::mended), of
// the only member of a list, or of the text without what came along around it. Empty if that cannot be told.
std::string repair_for(const ValueType& type, const ConfigNode& node);

// A plain scalar in the place of `node`, to try another spelling.
ConfigNode scalar_like(const ConfigNode& node, std::string text);
// The parts without blanks around them.
std::vector<std::string> split(const std::string& text, char at);

// A value's schema, or text with ${VAR} or a {placeholder} in its place.
nlohmann::json or_filled_in(nlohmann::json schema);
// {"type": "string", "pattern": ...}, or text to be filled in.
nlohmann::json text_schema(const char* pattern);
// {"anyOf": [...]}
nlohmann::json any_of(nlohmann::json first, nlohmann::json second);

}  // namespace gatewarden::config::detail

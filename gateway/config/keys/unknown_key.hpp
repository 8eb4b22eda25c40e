// A key that is not known here: which one was meant, and what to write instead.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "gateway/config/keys/type.hpp"
#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config::detail {

// The known key that was meant; empty if none is near.
std::string meant_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known);
// The entry's value for the key that was `meant`: mended by its type, with the unit in its key (timeout_ms) and the port
// that stands beside it in `section`, or as written; without a type as written. Empty for a value that may be a secret
// or is longer than a line.
std::string carried_value(const ConfigNode& section, const ConfigNode::Entry& entry, const ValueType* type,
                          const std::string& meant = "");

// In { } a comma ends a value: scale: 0,1 is scale: 0 and a key 1 without a value. The whole of what was typed for
// entry `at`, and how many entries after it are part of that; none if it ends where it should.
struct Rejoined {
  std::string text;
  std::size_t more = 0;
};
Rejoined rejoined(const std::vector<ConfigNode::Entry>& entries, std::size_t at,
                  const std::vector<std::string>& known);
// Adds F010 for such a value, with what was meant.
void refuse_comma(const ConfigNode& value, const Rejoined& whole, const std::string& repair,
                  Problems& problems);

// scale=0.1 and timeout:500ms in { } are keys without a value. The entry that was meant, as YAML, if the key is known
// and its type takes the value; empty otherwise.
std::string divided_entry(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                          const std::function<const ValueType*(const std::string& key)>& type_of);

// Adds F010 at the key of `section`, which `where` names. `meant` is a known key or empty;
// `value` is carried over to it.
void refuse_key(const ConfigNode& section, const ConfigNode::Entry& entry,
                const std::vector<std::string>& known, const std::string& meant, const std::string& value,
                const std::string& where, Problems& problems);

}  // namespace gatewarden::config::detail

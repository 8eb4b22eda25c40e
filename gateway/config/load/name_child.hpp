// The thing name of one child, from the `thing` of its entry.
#pragma once

#include <optional>
#include <vector>

#include "gateway/config/text/placeholders.hpp"
#include "gateway/registry/thing_name.hpp"

namespace gatewarden::config {

struct Naming {
  const ConfigNode& entry;                       // of `children`, with a `thing`
  const ConfigNode* ids;                         // its `ids`, or null
  const std::vector<const ConfigNode*>& places;  // of the values that are bound first, in their order
  ThingName::Rule rule;
};

// Nothing with a problem in `found`: F030 at the text, or at the value that makes it none; F037.
std::optional<ThingName> name_child(const Naming& naming, const Bindings& bindings, Problems& found);

}  // namespace gatewarden::config

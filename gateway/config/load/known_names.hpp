// The links and profiles that a fleet file defines.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// A defined name, kept even with problems, or its uses would be reported as unknown.
struct Known {
  std::string protocol;     // of a link: what it speaks; of a profile: what its `from:` values are for
  std::uint32_t index = 0;  // in the fleet
  Place place;
};
struct KnownNames : std::map<std::string, Known, std::less<>> {
  bool complete = true;  // false: more of them may stand where nothing could be read
};

// The defined name that is meant, or end().
KnownNames::const_iterator find_meant(const KnownNames& known, const std::string& name);
// "unknown profile em42; did you mean em24?"
Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known);

}  // namespace gatewarden::config

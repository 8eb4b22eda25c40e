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
  std::string protocol;         // of a link: what it speaks; of a profile: what its `from:` values are for
  std::uint32_t index = kNone;  // in the fleet; kNone if it has problems
  Place place;
  static constexpr std::uint32_t kNone = 0xffffffff;
};
using KnownNames = std::map<std::string, Known, std::less<>>;

// "unknown profile em42; did you mean em24?"
Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known);

}  // namespace gatewarden::config

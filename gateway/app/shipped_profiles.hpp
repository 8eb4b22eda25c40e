// The profiles of examples/profiles that have a signature, within the program: it recognises the same devices
// wherever it was copied to.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/modbus/identity/signature.hpp"

namespace gatewarden::app {

// A file with profiles.
struct ShippedProfiles {
  std::string_view file;  // "examples/profiles/eastron-sdm630.yaml"
  std::string_view text;  // without comments and metrics
};
std::span<const ShippedProfiles> shipped_profiles();

// The fleet's own first, then those of shipped profiles whose names it does not use: a profile of such a name may be
// another one, and beside it the shipped file could not be included. `names`: of all its profiles.
std::vector<modbus::Signature> with_shipped_signatures(std::vector<modbus::Signature> of_fleet,
                                                       const std::set<std::string>& names);

}  // namespace gatewarden::app

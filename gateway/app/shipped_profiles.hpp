// The profiles of examples/profiles that have a signature, within the program: it recognises the same devices
// wherever it was copied to.
#pragma once

#include <span>
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

// The fleet's own first, then those of shipped profiles whose names it does not use.
std::vector<modbus::Signature> with_shipped_signatures(std::vector<modbus::Signature> of_fleet);

}  // namespace gatewarden::app

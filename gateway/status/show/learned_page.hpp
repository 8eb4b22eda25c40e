// The learned children of a link as entries of the fleet file, to be pasted there: they keep thing, profile and address.
// What was learned is foreign text; it comes out harmless. Pure.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

// Lines for `children:`, or the rows of a table that `include:` takes. An error: there is no such link.
Result<std::string> learned_yaml(const GatewaySnapshot& snapshot, std::string_view link);
Result<std::string> learned_csv(const GatewaySnapshot& snapshot, std::string_view link);
// For whoever reads it: who was refused for want of room, and who cannot be written, a line each; empty: nothing.
std::string learned_remarks(const GatewaySnapshot& snapshot, std::string_view link);

}  // namespace gatewarden::status

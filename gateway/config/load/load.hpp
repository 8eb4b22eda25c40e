// From a fleet file's text to a checked Fleet. Touches files and the environment, never the network.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/config/protocol.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

struct Loaded {
  Fleet fleet;                     // whole only without problems
  Problems problems;               // all errors, in file order
  std::vector<std::string> notes;  // allowed but worth a remark
  // The fleet file and what it includes, those too that could not be read; only of load().
  std::vector<std::filesystem::path> files;

  explicit operator bool() const { return problems.empty(); }
};

// Frees the file's tree before it returns.
Loaded load(const std::filesystem::path& file, const Adapters& adapters, const Environment& environment);
// From memory. Refuses `include:`: there is no folder.
Loaded load_text(std::string_view text, const std::string& name, const Adapters& adapters,
                 const Environment& environment);

}  // namespace gatewarden::config

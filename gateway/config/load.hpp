// Reads a fleet file: the whole way from text to a checked Fleet. Touches files and the
// environment, never the network.
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
  Fleet fleet;                     // whole only where there are no problems
  Problems problems;               // everything that is wrong, in the order of the file
  std::vector<std::string> notes;  // what is allowed but worth a word

  explicit operator bool() const { return problems.empty(); }
};

// The file's tree is freed before this returns.
Loaded load(const std::filesystem::path& file, std::span<const Protocol* const> protocols,
            const Environment& environment);
// From memory; `include:` is refused, since there is no folder to look in.
Loaded load_text(std::string_view text, const std::string& name, std::span<const Protocol* const> protocols,
                 const Environment& environment);

}  // namespace gatewarden::config

// YAML text into a tree of ConfigNodes. No other file knows yaml-cpp.
// Taken: one document; maps with plain or quoted words as keys; lists; scalars; bounded anchors and aliases.
// Refused, with places: repeated keys, merge keys (<<), tags, a second document.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// Enough for 100,000 children, each on its own line.
struct ReadBounds {
  std::size_t bytes = 32 * 1024 * 1024;
  std::size_t depth = 32;
  std::size_t values = 2'000'000;         // of one file
  std::size_t key_bytes = 1024;           // every error below it tells its path
  std::size_t values_by_alias = 100'000;  // of them by *aliases
  std::size_t bytes_by_alias = 8 * 1024 * 1024;
  std::size_t filled_in = 8 * 1024 * 1024;  // bytes of values with ${VAR}
};

// Nothing if the text is no YAML; with problems the tree may lack values.
std::optional<ConfigNode> read_yaml(std::string_view text, std::shared_ptr<const std::string> file,
                                    const Environment& environment, Problems& problems,
                                    const ReadBounds& bounds = {});

}  // namespace gatewarden::config

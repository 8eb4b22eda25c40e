// YAML text into a tree of ConfigNodes. The only header in front of yaml-cpp.
// Taken: one document; maps with plain or quoted words as keys; lists; scalars; anchors and aliases, bounded.
// Refused, each with its place: the same key twice, merge keys (<<), tags, a second document.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/text/config_node.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// A fleet of 100,000 children, each on a line of its own, stays below these.
struct ReadBounds {
  std::size_t bytes = 32 * 1024 * 1024;
  std::size_t depth = 32;
  std::size_t values = 2'000'000;         // of one file
  std::size_t values_by_alias = 100'000;  // of them made by *aliases
};

// Nothing where the text is not YAML at all; the tree may hold fewer values than the
// text where there are problems.
std::optional<ConfigNode> read_yaml(std::string_view text, std::shared_ptr<const std::string> file,
                                    const Environment& environment, Problems& problems,
                                    const ReadBounds& bounds = {});

}  // namespace gatewarden::config

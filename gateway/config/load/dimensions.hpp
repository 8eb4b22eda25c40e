// The keys of an entry of `children` that make one child for each of their values.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

inline constexpr std::size_t kMaxChildren = 100'000;  // of a fleet

// Of the texts of a fleet's children, each as often as it is filled in: some 1000 for each of kMaxChildren.
inline constexpr std::size_t kMaxFilledBytes = 128 * 1024 * 1024;

struct Dimension {
  struct Value {
    std::string text;
    const ConfigNode* node;  // where it stands
  };
  std::string key;  // the placeholder
  std::vector<Value> values;
};

// `ids:`, if there is one, then those of `ranges` that are written. False if one of them was refused.
bool read_dimensions(const ConfigNode& child, const ConfigNode* ids, const std::vector<std::string>& ranges,
                     std::vector<Dimension>& dimensions, Problems& problems);

}  // namespace gatewarden::config

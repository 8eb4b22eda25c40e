#include "gateway/config/keys/section_keys.hpp"

#include <algorithm>

namespace gatewarden::config::detail {

const Key* SectionKeys::find(std::string_view name) const {
  for (const Key& key : all) {
    if (key.name == name) return &key;
    if (std::find(key.old_names.begin(), key.old_names.end(), name) != key.old_names.end()) return &key;
  }
  return nullptr;
}

std::vector<std::string> SectionKeys::names() const {
  std::vector<std::string> names;
  for (const Key& key : all) names.push_back(key.name);
  return names;
}

}  // namespace gatewarden::config::detail

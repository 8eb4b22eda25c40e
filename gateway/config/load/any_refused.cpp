#include "gateway/config/load/any_refused.hpp"

namespace gatewarden::config {

bool any_refused(const ConfigNode& map, std::initializer_list<std::string_view> keys,
                 const Problems& problems) {
  if (problems.empty()) return false;
  const std::string path = map.path();
  for (const std::string_view key : keys) {
    const std::string at = (path.empty() ? "" : path + ".") + std::string(key);
    for (const Problem& each : problems.list()) {
      if (!each.path.starts_with(at) || each.place.file != map.place().file) continue;
      const char next = each.path.size() == at.size() ? '.' : each.path[at.size()];
      if (next == '.' || next == '[') return true;
    }
  }
  return false;
}

}  // namespace gatewarden::config

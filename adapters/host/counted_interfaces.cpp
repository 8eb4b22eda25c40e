#include "adapters/host/counted_interfaces.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace gatewarden::host {

CountedInterfaces::CountedInterfaces(const std::optional<std::vector<NetworkLink>>& links,
                                     const InterfaceNames& names, bool with_loopback)
    : names_(&names), with_loopback_(with_loopback) {
  if (links) border_ = border_of(*links);
}

bool CountedInterfaces::contains(const std::string& interface) const {
  if (!patterns_.empty()) {
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& pattern) {
      return ::fnmatch(pattern.c_str(), interface.c_str(), 0) == 0;
    });
  }
  if (names_->is_loopback(interface)) return with_loopback_;
  return !border_ || border_->count(interface) > 0;
}

}  // namespace gatewarden::host

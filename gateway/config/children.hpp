// `children:`: one entry, one device; or one entry, many devices.
#pragma once

#include <vector>

#include "gateway/config/links_and_profiles.hpp"

namespace gatewarden::config {

inline constexpr std::size_t kMaxChildren = 100'000;

// An entry of `children`, its own keys read; not yet expanded.
struct WrittenChild {
  const ConfigNode* node = nullptr;
  ChildEntry entry;
  bool fine = false;
};
std::vector<WrittenChild> read_children(const Sources& sources, Problems& problems);

// Which protocols each profile is used with.
Speakers speakers_of(const std::vector<WrittenChild>& children, const Sources& sources,
                     const KnownNames& links);

struct Names {
  const KnownNames& links;
  const KnownNames& profiles;
};
// Adds the fleet's children: those without problems on links and profiles without problems.
void expand_children(const std::vector<WrittenChild>& children, const Names& names, ProtocolList protocols,
                     Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

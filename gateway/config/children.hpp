// `children:`: an entry is one device or many.
#pragma once

#include <vector>

#include "gateway/config/links_and_profiles.hpp"

namespace gatewarden::config {

inline constexpr std::size_t kMaxChildren = 100'000;

// With its own keys read, not yet expanded.
struct WrittenChild {
  const ConfigNode* node = nullptr;
  ChildEntry entry;
  bool fine = false;
};
std::vector<WrittenChild> read_children(const Sources& sources, Problems& problems);

// Each profile's protocols.
Speakers speakers_of(const std::vector<WrittenChild>& children, const Sources& sources,
                     const KnownNames& links);

struct Names {
  const KnownNames& links;
  const KnownNames& profiles;
};
// Adds those without problems, in themselves and in their links and profiles.
void expand_children(const std::vector<WrittenChild>& children, const Names& names, ProtocolList protocols,
                     Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

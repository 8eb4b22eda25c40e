// `children:` as written: an entry is one device or many.
#pragma once

#include <vector>

#include "gateway/config/load/build_profiles.hpp"

namespace gatewarden::config {

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

}  // namespace gatewarden::config

// `children:` as written, a list or a map: an entry is one device or many.
#pragma once

#include <memory>
#include <vector>

#include "gateway/config/load/build_profiles.hpp"

namespace gatewarden::config {

// With its own keys read, not yet expanded.
struct WrittenChild {
  const ConfigNode* node = nullptr;
  // `node` is this one if keys are misspelt, or the thing is the key in a map of children.
  std::unique_ptr<ConfigNode> corrected;
  ChildEntry entry;
};
// Adds F010 for keys that neither the entry nor the protocol of its link knows.
std::vector<WrittenChild> read_children(const Sources& sources, const KnownNames& links,
                                        ProtocolList protocols, Problems& problems);

// "p1, p2" as [p1, p2], which ids: takes.
std::string list_of_words(const std::string& text);

// Each profile's protocols.
Speakers speakers_of(const std::vector<WrittenChild>& children, const Sources& sources,
                     const KnownNames& links);

}  // namespace gatewarden::config

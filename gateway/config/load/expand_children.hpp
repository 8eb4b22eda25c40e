// From an entry of `children:` to the children it stands for.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/config/load/read_children.hpp"

namespace gatewarden::config {

inline constexpr std::size_t kMaxChildren = 100'000;

struct Names {
  const KnownNames& links;
  const KnownNames& profiles;
};
// Adds those without problems, in themselves and in their links and profiles.
void expand_children(const std::vector<WrittenChild>& children, const Names& names, ProtocolList protocols,
                     Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

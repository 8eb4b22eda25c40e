// From an entry of `children:` to the children it stands for.
#pragma once

#include <vector>

#include "gateway/config/load/read_children.hpp"

namespace gatewarden::config {

struct Names {
  const KnownNames& links;
  const KnownNames& profiles;
};
// Adds all that have a name; one whose own keys were refused has no address.
void expand_children(const std::vector<WrittenChild>& children, const Names& names, ProtocolList protocols,
                     Fleet& fleet, Problems& problems);

}  // namespace gatewarden::config

// "Did you mean …": the known names closest to one that is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::status {

// At most three: first those it is a part of ("meter-4" of "plant7-gw:meter-4"), then the closest, and none
// that would be a wild guess (more than a third of the name changed).
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace gatewarden::status

#pragma once

#include <string>

namespace gatewarden::config {

// A thing name, or a pattern of names, with : for a slash and - for all else that may not stand in it.
std::string thing_meant(const std::string& text);

}  // namespace gatewarden::config

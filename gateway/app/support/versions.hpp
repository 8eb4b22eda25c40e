// What this process runs on: its own version, the libraries that are mapped, the C library, the kernel, the system.
#pragma once

#include <string>

namespace gatewarden::app {

std::string versions_text();

}  // namespace gatewarden::app

// The fleet file and what it includes, on this machine.
#pragma once

#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

// Files up to read_yaml's bound, pipes too.
Files disk_files();

}  // namespace gatewarden::config

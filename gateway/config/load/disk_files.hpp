// The fleet file and what it includes, on this machine.
#pragma once

#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

// Regular files up to read_yaml's bound.
Files disk_files();

}  // namespace gatewarden::config

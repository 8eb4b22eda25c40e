#pragma once

#include "gateway/base/result.hpp"
#include "gateway/mqtt/connection/target.hpp"

namespace gatewarden::mqtt {

// Reads the target's password files, each of them. An error names the files and the remedy.
Result<void> read_secrets(Target& target);

}  // namespace gatewarden::mqtt

#pragma once

#include "gateway/base/result.hpp"
#include "gateway/mqtt/connection/target.hpp"

namespace gatewarden::mqtt {

// Reads the target's password files. Errors name the file and the remedy.
Result<void> read_secrets(Target& target);

}  // namespace gatewarden::mqtt

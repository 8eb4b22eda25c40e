// The passwords of a connection that stand in files.
#pragma once

#include "gateway/base/result.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Fills in the passwords that the target names by file. Errors name the file and the remedy.
Result<void> read_secrets(Target& target);

}  // namespace gatewarden::mqtt

// A fleet file for commands that need a part of it and run no gateway.
#pragma once

#include <string>

#include "gateway/base/result.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::app {

// Read with every protocol and the variables of this process. The error is all its problems, a line or more each, printable.
Result<config::Fleet> whole_fleet(const std::string& file);

}  // namespace gatewarden::app

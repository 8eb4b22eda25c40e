#pragma once

#include <string>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// A value in YAML's flow style, to be written at another place; ${VAR} stays.
// Empty if it is longer than a line, or may hold a secret.
std::string flow_text(const ConfigNode& node);

}  // namespace gatewarden::config

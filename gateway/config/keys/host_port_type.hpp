#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/text/host_port.hpp"
#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

using gatewarden::HostPort;

// What base/text/host.hpp takes, without a port; F026.
TypeOf<std::string> host();
// "10.0.0.5:502", "[::1]", "plc.local", else F026; with default port 0 one must be written.
TypeOf<HostPort> host_port(std::uint16_t default_port);

}  // namespace gatewarden::config

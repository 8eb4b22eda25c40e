// A host with its port in the fleet file.
#pragma once

#include <cstdint>

#include "gateway/base/host_port.hpp"
#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

using gatewarden::HostPort;

// "10.0.0.5:502", "[::1]", "plc.local"; the default port 0: one must be written. Refused with F026.
TypeOf<HostPort> host_port(std::uint16_t default_port);

}  // namespace gatewarden::config

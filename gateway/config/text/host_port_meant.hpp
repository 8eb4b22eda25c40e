// A host and port out of what people paste in its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// "https://host:8883/path", "host 502", "host;502", "::1": the host and port of it, without credentials. Empty
// if it holds none. With default port 0 a port must be there.
std::string host_port_meant(std::string_view text, std::uint16_t default_port);
// "host:port" of { host: ..., port: ... }; empty for any other map.
std::string address_of_map(const ConfigNode& node);

}  // namespace gatewarden::config

// A host and port as text: "10.0.0.5:502", "[fd00::5]:502", "plc.local".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden {

struct HostPort {
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 0;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

// What parse_host_port takes, in outline, as an ECMAScript expression: for JSON Schema.
inline constexpr const char* kHostPortPattern =
    "^(\\[[0-9a-fA-F:.]+(%[a-zA-Z0-9._-]{1,15})?\\]|[a-zA-Z0-9_]([a-zA-Z0-9._-]*[a-zA-Z0-9_])?\\.?)(:[0-9]{1,5})?$";
inline constexpr const char* kHostPattern =
    "^[a-zA-Z0-9_:]([a-zA-Z0-9._:%-]*[a-zA-Z0-9_:])?\\.?$";  // without port

// Nothing if the host is none (host.hpp), the port is no number from 1 to 65535, or there is none and
// `default_port` is 0: then one must be named.
std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port);
// "host:port", IPv6 addresses in brackets.
std::string host_and_port(const std::string& host, std::uint16_t port);

}  // namespace gatewarden

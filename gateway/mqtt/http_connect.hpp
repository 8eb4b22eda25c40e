// The request to an HTTP proxy and its answer (RFC 9110, 9.3.6; RFC 7617). Pure.
#pragma once

#include <string>
#include <string_view>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// With Basic credentials if the proxy has a user name.
std::string connect_request(const Target& target);

// Why the proxy refused, from its status line; empty if it did not.
std::string proxy_refusal(const Target& target, std::string_view status_line);

// "user:password@host:port" for Paho, credentials with %XX for all but letters and digits. A scheme would be
// taken for part of the user name.
std::string paho_proxy(const Proxy& proxy);

}  // namespace gatewarden::mqtt

// What an HTTP proxy is asked, and what its answer means (RFC 9110, 9.3.6; RFC 7617). Pure.
#pragma once

#include <string>
#include <string_view>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// With Basic credentials where the proxy has a user name.
std::string connect_request(const Target& target);

// Why the proxy did not let the connection through, from its status line; empty if it did.
std::string proxy_refusal(const Target& target, std::string_view status_line);

// "user:password@host:port" as Paho takes it: what is no letter or digit in the credentials as %XX. Without a
// scheme: Paho would take it for part of the user name.
std::string paho_proxy(const Proxy& proxy);

// "host:port", an IPv6 address in brackets.
std::string host_and_port(const std::string& host, std::uint16_t port);

}  // namespace gatewarden::mqtt

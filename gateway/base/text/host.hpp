// Hosts as text: names and IP addresses. Pure: nothing is looked up.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatewarden {

inline constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035, section 2.3.4, written with dots

// Labels of letters, digits and hyphens inside them, 63 bytes at most, between dots (RFC 1123, section 2.1); one dot
// may follow. An underscore counts as a letter, as names of containers have it. A name whose last label is a number
// is none: resolvers read 127.1 and 0x7f000001 as addresses.
bool is_host_name(std::string_view text);
// 10.0.0.5, or IPv6 without brackets, with the zone of a link-local one: fe80::1%eth0.
bool is_ip_address(std::string_view text);
bool is_host(std::string_view text);  // one of both

// Nothing sent there leaves this machine: an address of 127.0.0.0/8, ::1, or exactly the name localhost (RFC 6761,
// section 6.3). No other name counts: its owner says where it leads.
bool is_loopback(std::string_view host);

}  // namespace gatewarden

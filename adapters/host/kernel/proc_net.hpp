// Parses the lines of /proc/net/{tcp,tcp6,udp,udp6,dev} (proc(5);
// Documentation/networking/proc_net_tcp.rst). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/host/kernel/ip_address.hpp"

namespace gatewarden::host {

// The kernel's numbers (include/net/tcp_states.h). UDP borrows two: `established` has one peer,
// `close` receives from anybody.
enum class SocketState : std::uint8_t { established = 0x01, close = 0x07, listen = 0x0a };

struct Socket {
  IpAddress local;
  IpAddress remote;
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  SocketState state{};  // any of the kernel's, also without a name here
};

// A line of tcp, tcp6, udp or udp6; the address's length tells the family. Nothing for other lines.
std::optional<Socket> parse_socket(std::string_view line);
bool is_socket_header(std::string_view line);

struct InterfaceCounters {
  std::string name;
  std::uint64_t bytes_in = 0;
  std::uint64_t packets_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t packets_out = 0;
};

// A line of dev; nothing for others, such as its headers.
std::optional<InterfaceCounters> parse_interface(std::string_view line);
bool is_interface_header(std::string_view line);

}  // namespace gatewarden::host

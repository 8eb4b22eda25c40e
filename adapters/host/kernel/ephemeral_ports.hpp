// The ports that the kernel gives to sockets without one of their own (ip(7), ip_local_port_range). Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gatewarden::host {

class EphemeralPorts {
 public:
  EphemeralPorts() = default;  // none
  // `range`: "32768 60999", as in /proc/sys/net/ipv4; what cannot be read counts as the kernel's default. `reserved`:
  // "51820,60000-60010" (ip_local_reserved_ports), which the kernel gives to nobody.
  EphemeralPorts(std::string_view range, std::string_view reserved);

  bool contains(std::uint16_t port) const;

 private:
  using Range = std::pair<std::uint16_t, std::uint16_t>;  // both included
  std::vector<Range> given_, reserved_;
};

}  // namespace gatewarden::host

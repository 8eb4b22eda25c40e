// The addresses of the machine whose /proc/net is at a path: a container that looks at its host has others itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/kernel/interfaces.hpp"

namespace gatewarden::host {

// IPv6 with their interfaces; IPv4 with the interface of their network, unnamed where no route tells it. What cannot be
// read is left out: reports may omit interface names.
std::vector<Interface> addresses_in(const std::string& proc_net);

// A line of if_inet6. Pure.
std::optional<Interface> parse_inet6(std::string_view line);

// The IPv4 networks of route, as far as they are reached without a gateway. Pure.
struct LocalNetwork {
  std::uint32_t network = 0, mask = 0;  // in network order, as the kernel prints them on this machine
  std::string interface;
};
std::optional<LocalNetwork> parse_network(std::string_view line);

// Lines of fib_trie: "|-- 192.0.2.10", then "/32 host LOCAL" if it is one of the machine's. Pure.
class LocalAddresses {
 public:
  std::optional<IpAddress> take(std::string_view line);

 private:
  std::optional<IpAddress> last_;
};

}  // namespace gatewarden::host

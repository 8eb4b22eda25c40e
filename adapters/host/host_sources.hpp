#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/kernel/ephemeral_ports.hpp"
#include "adapters/host/kernel/interfaces.hpp"
#include "adapters/host/kernel/network_link.hpp"

namespace gatewarden::host {

struct HostSources {
  // The parent of proc/ and sys/. Another than "/" is a machine that is seen from a container: `self` in its /proc would
  // be the container, so its network is that of its process 1.
  std::string root = "/";
  std::string state_directory = "/";  // its file system is `disk`
  bool loopback = false;              // count what stays within the machine
  bool ephemeral_udp = false;         // a UDP socket on an ephemeral port listens
  std::vector<std::string> counted;   // whose traffic counts: names with * and ?; empty: the machine's border
  std::uint64_t seed = 0;             // selects from long lists
  std::function<std::optional<double>()> health;        // 1 well, 0 not, nothing: unknown
  std::function<std::optional<double>()> air_coverage;  // percent; nothing: no link listens to the air
  std::function<std::vector<Interface>()> addresses_of_its_own;  // for tests; empty: the machine's

  std::string path(std::string_view below) const;
  std::string net(std::string_view table) const;  // "tcp": /proc/net/tcp of the machine

  std::vector<Interface> addresses() const;
  // Nothing where neither the kernel nor /sys tells them.
  std::optional<std::vector<NetworkLink>> links() const;
  EphemeralPorts ephemeral_ports() const;  // none if they listen too

 private:
  bool own() const { return root == "/"; }
};

}  // namespace gatewarden::host

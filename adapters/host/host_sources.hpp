#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/interfaces.hpp"

namespace gatewarden::host {

struct HostSources {
  std::string root = "/";             // parent of proc/ and sys/
  std::string state_directory = "/";  // on the file system of `disk`
  bool loopback = false;              // count traffic within the machine
  std::function<std::vector<Interface>()> interfaces = system_interfaces;
  std::uint64_t seed = 0;                         // selects the connections shown of a long list
  std::function<std::optional<double>()> health;  // of the gateway: 1 well, 0 not, nothing: unknown

  std::string path(std::string_view below) const;
};

}  // namespace gatewarden::host

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
  std::string state_directory = "/";  // its file system is `disk`
  bool loopback = false;              // count what stays within the machine
  std::function<std::vector<Interface>()> interfaces = system_interfaces;
  std::uint64_t seed = 0;                         // selects connections of a long list
  std::function<std::optional<double>()> health;  // 1 well, 0 not, nothing: unknown

  std::string path(std::string_view below) const;
};

}  // namespace gatewarden::host

// Where the machine is read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/interfaces.hpp"

namespace gatewarden::host {

struct HostSources {
  std::string root = "/";             // above proc/ and sys/
  std::string state_directory = "/";  // whose file system is `disk`
  bool loopback = false;              // count what never leaves the machine
  std::function<std::vector<Interface>()> interfaces = system_interfaces;
  std::uint64_t seed = 0;                         // chooses which connections of a long list are shown
  std::function<std::optional<double>()> health;  // of the gateway; 1: all well, 0: not; nothing: not known

  std::string path(std::string_view below) const;
};

}  // namespace gatewarden::host

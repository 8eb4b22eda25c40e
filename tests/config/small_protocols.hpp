// Two small protocols for tests of gateway/config. Their keys are a subset of the real ones:
// tests/config/cases also fit the program (tests/system/fleet_schema_check).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config/keys/section.hpp"
#include "gateway/config/protocol.hpp"

namespace gatewarden::config::small {

struct ModbusLink {
  HostPort tcp;
  Duration timeout = std::chrono::milliseconds(500);
  unsigned misses = 3;
};
struct ModelKeys {
  std::uint16_t base = 0;
};
struct Register {
  std::optional<std::uint16_t> holding, input;
  std::string as = "uint16";
  double scale = 1;
};
struct Unit {
  std::uint8_t unit = 0;
};
struct Broker {
  std::string broker, username, password_file;
};
struct Pointer {
  std::string json;
};
struct Topic {
  std::string topic;
};

const Protocol& modbus();
const Protocol& mqtt();
const std::vector<const Protocol*>& both();
// They, and the metrics of a host.
Adapters adapters();

}  // namespace gatewarden::config::small

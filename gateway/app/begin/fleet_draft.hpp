// What `gatewarden init` asks for, and the fleet file that it becomes. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace gatewarden::app {

struct FleetDraft {
  enum class Uplink : std::uint8_t { iot_core, greengrass, broker, file };
  Uplink uplink = Uplink::iot_core;
  std::string thing{};
  // Of iot_core and broker; of a broker with neither certificate nor authority: no TLS.
  std::string endpoint{}, certificate{}, private_key{}, ca{};
  std::string report_file{};                          // of file
  std::string modbus_tcp{}, modbus_serial{}, mqtt{};  // links; empty: no such link
};

// With comments, and an example of a profile and a child for each link. Whatever the answers hold, each is one value of
// the file: whether it is a right one, its reader says.
std::string fleet_text(const FleetDraft& draft);

}  // namespace gatewarden::app

// What the fleet file says of a radio behind BlueZ, as plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "adapters/ble/bus/monitor_pattern.hpp"

namespace gatewarden::ble {

struct BluezSettings {
  enum class By : std::uint8_t { discovery, monitor };
  std::string bus;                    // address, "unix:path=..."; empty: the system bus
  std::vector<std::string> adapters;  // "hci0" or an adapter's own address; empty: every adapter there is
  By by = By::discovery;
  bool power_cycle = false;              // whether an adapter that is deaf may be switched off and on
  std::vector<MonitorPattern> patterns;  // by monitor: of the configured formats; empty: by discovery
};

// Whether, within the last 90 s, a configured child was heard by an adapter other than hciN. Asked before a silent adapter is
// called deaf: the list of children is the link's. Empty: nobody knows.
using HeardElsewhere = std::function<bool(std::uint16_t adapter)>;

}  // namespace gatewarden::ble

// What an operator sees of a link and its devices.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/modbus/device/device_table.hpp"
#include "adapters/modbus/poll/line_state.hpp"
#include "adapters/modbus/poll/link_counters.hpp"
#include "gateway/sample/link.hpp"
#include "gateway/sample/link_budget.hpp"

namespace gatewarden::modbus {

struct LinkView {
  const std::string& name;
  std::string endpoint;
  bool dials_in;          // the device opens the connection
  std::uint64_t refused;  // callers turned away
  const LineState& line;
  const DeviceTable& devices;
  const LinkCounters& counters;
  const LinkBudget& budget;
};

LinkSnapshot link_snapshot(const LinkView& link, SteadyTime now);
// never_seen if it does not serve the device.
DeviceSnapshot device_snapshot(const LinkView& link, DeviceId device);

}  // namespace gatewarden::modbus

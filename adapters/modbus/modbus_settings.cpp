#include "adapters/modbus/modbus_settings.hpp"

#include <algorithm>

namespace gatewarden::modbus {

using namespace std::chrono_literals;

LinePace::Pauses LinkSettings::pauses() const {
  return {is_rtu() ? std::max(pause_between, line.silence()) : pause_between, turnaround};
}

config::Section<UnitAddress> unit_section() {
  return config::Section<UnitAddress>("Modbus child", "Where on its link a device is.")
      .required("unit", &UnitAddress::unit, config::integer<std::uint8_t>(0, 255),
                "Its unit id; ranges make one child each: 1-4,7.", "4")
      .key("timeout", &UnitAddress::timeout, config::optional(config::duration(10ms, 60s)),
           "How long its answers may take, where the link's `timeout` does not suit it.");
}

}  // namespace gatewarden::modbus

#include "adapters/modbus/settings/link_settings.hpp"

#include <algorithm>

namespace gatewarden::modbus {

LinePace::Pauses LinkSettings::pauses() const {
  return {is_rtu() ? std::max(pause_between, line.silence()) : pause_between, turnaround};
}

}  // namespace gatewarden::modbus

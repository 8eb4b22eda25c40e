// The line given to `probe` and `scan`: an address, or a fleet file's link with its settings. Not in the adapter:
// reading a fleet file needs every protocol.
#pragma once

#include "adapters/modbus/commission/chosen_line.hpp"

namespace gatewarden::app {

// Refuses a device that dials in: it cannot be called.
Result<modbus::ChosenLine> choose_line(const modbus::LineOptions& options,
                                       const modbus::LineDefaults& defaults = {});

}  // namespace gatewarden::app

// The line named at the command line of `probe` and `scan`: an address, or a link of a fleet file with all
// its settings. Not in the adapter, since reading a fleet file needs every protocol.
#pragma once

#include "adapters/modbus/commission/chosen_line.hpp"

namespace gatewarden::app {

// A device that dials in is refused: it cannot be called.
Result<modbus::ChosenLine> choose_line(const modbus::LineOptions& options,
                                       const modbus::LineDefaults& defaults = {});

}  // namespace gatewarden::app

// The line that the command line of `probe` and `scan` names: an address, or a link of a fleet file with all its
// settings. Here and not in the adapter, because a fleet file needs every protocol to be read.
#pragma once

#include "adapters/modbus/commission/chosen_line.hpp"

namespace gatewarden::app {

// A device that dials in is refused: there is nobody to call.
Result<modbus::ChosenLine> choose_line(const modbus::LineOptions& options,
                                       const modbus::LineDefaults& defaults = {});

}  // namespace gatewarden::app

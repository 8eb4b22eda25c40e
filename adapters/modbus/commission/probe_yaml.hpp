// The profile that `probe` offers to paste. Pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/modbus/commission/probe.hpp"

namespace gatewarden::modbus {

// A valid profile for each unit that answered: the best guess for each value, others in comments.
// Its addresses count from `base`.
std::string probe_yaml(const std::vector<ProbedUnit>& units, unsigned base);

}  // namespace gatewarden::modbus

// What `probe --json` prints. Pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/modbus/commission/probe.hpp"

namespace gatewarden::modbus {

std::string probe_json(const std::vector<ProbedUnit>& units);  // addresses from 0, as on the wire

}  // namespace gatewarden::modbus

#pragma once

#include <cstdint>
#include <vector>

#include "tests/bench/modbus/readings.hpp"
#include "tests/bench/modbus/scenario.hpp"

namespace bench {

void run_gatewarden(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings);

}  // namespace bench

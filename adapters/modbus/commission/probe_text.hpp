// What `probe` shows: each register with everything it may mean, and what was refused.
#pragma once

#include <string>
#include <vector>

#include "adapters/modbus/commission/probe.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kProbeColumns = 100;

// `base`: what the user counts addresses from; the table and the YAML keep to it.
std::string probe_text(const std::vector<ProbedUnit>& units, unsigned base);
// Where only high addresses were asked for and all are refused: what else they may have meant; or empty.
std::string notation_hint(const std::vector<ProbedUnit>& units);

}  // namespace gatewarden::modbus

// What `probe` shows: each register with possible meanings, and refusals.
#pragma once

#include <string>
#include <vector>

#include "adapters/modbus/commission/probe.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kProbeColumns = 100;

// `base`: what the user counts addresses from.
std::string probe_text(const std::vector<ProbedUnit>& units, unsigned base);
// A hint at --register if only high addresses were read and all refused; else empty.
std::string notation_hint(const std::vector<ProbedUnit>& units);
// A hint at smaller reads if a unit was silent to the first of several addresses; else empty.
std::string silence_hint(const std::vector<ProbedUnit>& units, const std::vector<Range>& asked);

}  // namespace gatewarden::modbus

// What `scan` shows: a line for each unit found, the table, the YAML to paste.
#pragma once

#include <cstddef>
#include <string>

#include "adapters/modbus/commission/chosen_line.hpp"
#include "adapters/modbus/commission/scan.hpp"

namespace gatewarden::modbus {

// "unit 4: ACME EM24-DIN, firmware 1.4; SunSpec 1, 103; 12 ms".
std::string found_text(const FoundUnit& unit);
// Table, remarks, and the children to paste; `columns` 0: no bound.
std::string scan_text(const Scan& scan, const ChosenLine& line, std::size_t columns);
// The shipped profile (examples/profiles) for these models, or empty.
std::string profile_for(const std::vector<SunSpecModel>& models);

}  // namespace gatewarden::modbus

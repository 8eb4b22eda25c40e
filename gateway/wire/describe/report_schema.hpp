// The report described for other tools, from the key table. A test keeps schemas/report.schema.json equal.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace gatewarden {

// JSON Schema, draft 7: all key names long or all short. It describes what is sent, so it is stricter than a
// reader must be: an unknown key or an empty custom list is an error. It cannot express "at most 15 digits" for
// fractions. Keys in the order of the table.
nlohmann::ordered_json report_schema();

}  // namespace gatewarden

// The report described for other tools, generated from the key table. schemas/report.schema.json is this
// output; a test keeps them equal.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace gatewarden {

// JSON Schema, draft 7: long key names or short ones, not a mixture. Stricter than a reader must be: it
// describes what is sent, so an unknown key or an empty custom list is an error. "At most 15 digits" it
// cannot say of fractions. Keys in the order of the table.
nlohmann::ordered_json report_schema();

}  // namespace gatewarden

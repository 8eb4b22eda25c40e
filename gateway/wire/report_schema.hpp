// The report described for other tools, generated from the key table. schemas/report.schema.json,
// schemas/record.schema.json and schemas/report.cddl are this output; a test keeps them equal.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gatewarden {

// JSON Schema, draft 7: long key names or short ones, not a mixture. Stricter than a reader must be: it
// describes what is sent, so an unknown key or an empty custom list is an error. "At most 15 digits" it
// cannot say of fractions. Keys in the order of the table.
nlohmann::ordered_json report_schema();

// A record (report_record.hpp) around such a report.
nlohmann::ordered_json record_schema();

// Report and record in CBOR, in CDDL (RFC 8610).
std::string report_cddl();

}  // namespace gatewarden

// The record (report_record.hpp) described for other tools. A test keeps schemas/record.schema.json equal.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace gatewarden {

// JSON Schema, draft 7: a record around a report of report_schema().
nlohmann::ordered_json record_schema();

}  // namespace gatewarden

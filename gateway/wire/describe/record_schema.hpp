#pragma once

#include <nlohmann/json_fwd.hpp>

namespace gatewarden {

// The record (report_record.hpp) in JSON Schema, draft 7, around a report of report_schema(). A test keeps
// schemas/record.schema.json equal.
nlohmann::ordered_json record_schema();

}  // namespace gatewarden

// A closed report becomes bytes.
#pragma once

#include <string>

#include "gateway/report/report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// Version of the document (developer guide: "Major.Minor"; every AWS agent sends 1.0).
inline constexpr std::string_view kReportVersion = "1.0";

// Replaces the content of `out`; the caller keeps its buffer from report to report, so that nothing is
// allocated in steady state. JSON and CBOR hold the same document in the same order. `report` passed the
// content rules when it closed. Numbers that cannot be sent (sendable()) and empty custom lists (no source
// says whether the service takes one) are left out. A report in which nothing is known gets an empty
// `metrics`, which the service was seen to accept.
void encode_report(const Report& report, Format format, KeyNames names, std::string& out);

}  // namespace gatewarden

#pragma once

#include <string>

#include "gateway/report/report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// Version of the document (developer guide: "Major.Minor"; every AWS agent sends 1.0).
inline constexpr std::string_view kReportVersion = "1.0";

// Encodes a closed report that has passed the content rules. Replaces the content of `out`; a reused buffer
// needs no allocation in steady state. JSON and CBOR hold the same document in the same order. Unsendable
// numbers (sendable()) and empty custom lists (no source says whether the service accepts them) are left out. A
// report without known values gets an empty `metrics`, which the service was seen to accept.
void encode_report(const Report& report, Format format, KeyNames names, std::string& out);

}  // namespace gatewarden

// A closed report becomes bytes.
#pragma once

#include <string>

#include "gateway/report/report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// Version of the document (developer guide: "Major.Minor"; every AWS agent sends 1.0).
inline constexpr std::string_view kReportVersion = "1.0";

// Replaces the content of `out`, whose buffer the caller keeps from report to report: in steady state nothing
// is allocated. JSON and CBOR hold the same document, in the same order. `report` has passed the content
// rules where it was closed. Numbers that cannot be sent (sendable()) and custom lists without a member,
// which no source says the service takes, are left out: unknown, not wrong. A report in which nothing is
// known gets an empty `metrics`, which the service was seen to accept.
void encode_report(const Report& report, Format format, KeyNames names, std::string& out);

}  // namespace gatewarden

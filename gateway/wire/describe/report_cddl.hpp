// Report and record in CBOR as CDDL (RFC 8610), from the key table. A test keeps schemas/report.cddl equal.
#pragma once

#include <string>

namespace gatewarden {

std::string report_cddl();

}  // namespace gatewarden

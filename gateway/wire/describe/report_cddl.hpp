// Report and record in CBOR described for other tools, in CDDL (RFC 8610), from the key table.
// schemas/report.cddl is this output; a test keeps them equal.
#pragma once

#include <string>

namespace gatewarden {

std::string report_cddl();

}  // namespace gatewarden

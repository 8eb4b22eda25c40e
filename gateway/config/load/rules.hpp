// The rules across fields. Each problem knows both sides.
#pragma once

#include "gateway/config/load/known_names.hpp"
#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

void check_gateway(const Sources& sources, const Fleet& fleet, Problems& problems);
// No two share a name; none has the gateway's.
void check_names(const Sources& sources, const Fleet& fleet, Problems& problems);
// A custom metric has one type per account.
void check_metric_types(const Sources& sources, const Fleet& fleet, Problems& problems);
void check_learning(const Sources& sources, const KnownNames& links, const KnownNames& profiles, Fleet& fleet,
                    Problems& problems);

}  // namespace gatewarden::config

// From a metric of a profile as written to what the report needs of it.
#pragma once

#include <any>
#include <optional>

#include "gateway/config/fleet_entries.hpp"

namespace gatewarden::config {

// Nothing if the metric has problems. `from` is already read; empty if not written.
std::optional<MetricSpec> build_metric(const Named<MetricEntry>& metric, const std::any& from,
                                       const Protocol* protocol, Problems& problems);

}  // namespace gatewarden::config

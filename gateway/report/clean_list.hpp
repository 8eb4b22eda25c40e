// Removes and counts list members that the service would refuse or silently drop (content_rules.hpp).
#pragma once

#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

void clean_list(ListValue& list, const MetricSpec& spec, DropCounts& dropped);

}  // namespace gatewarden

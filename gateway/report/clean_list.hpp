// List members that the service would refuse or silently drop (content_rules.hpp).
#pragma once

#include <cstddef>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// Counts those of a sample, and members whose text is too long to be kept.
void count_unsendable(const ListValue& list, const MetricSpec& spec, DropCounts& dropped);

// Takes them out of a report's list, and cleans strings unless `spec` is strict. Returns how many strings changed.
std::size_t clean_list(ListValue& list, const MetricSpec& spec);

}  // namespace gatewarden

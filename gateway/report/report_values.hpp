// Where a closed value stands in a report, by the role of its metric.
#pragma once

#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// False when the service would not keep it: a custom number of more than 15 digits, a standard one that is
// negative or above 2^53-1. Nothing is put then.
bool put_number(const MetricSpec& spec, Number value, Report& out);

// An empty custom list is left out: no source says whether the service takes one.
void put_list(const MetricSpec& spec, ListValue list, Report& out);

}  // namespace gatewarden

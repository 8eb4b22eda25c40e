// Where a closed value stands in a report, by its metric's role.
#pragma once

#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// False, and nothing put, if the service would drop it: a custom number of more than 15 digits, a standard
// one negative or above 2^53-1.
bool put_number(const MetricSpec& spec, Number value, Report& out);

// Omits an empty custom list: no source says whether the service accepts one.
void put_list(const MetricSpec& spec, ListValue list, Report& out);

}  // namespace gatewarden

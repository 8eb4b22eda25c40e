// The metrics of a fleet that AWS knows only once they are created in the account.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::capacity {

struct CustomMetricNeeded {
  std::string name, type;  // as CreateCustomMetric spells it
};

// Of all profiles and of the gateway's own report, if it makes one; in natural order.
std::vector<CustomMetricNeeded> custom_metrics(const config::Fleet& fleet,
                                               const std::vector<MetricSpec>& host_metrics);

}  // namespace gatewarden::capacity

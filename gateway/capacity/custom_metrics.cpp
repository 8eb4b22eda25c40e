#include "gateway/capacity/custom_metrics.hpp"

#include <map>

#include "gateway/base/text/nearest.hpp"

namespace gatewarden::capacity {

std::vector<CustomMetricNeeded> custom_metrics(const config::Fleet& fleet,
                                               const std::vector<MetricSpec>& host_metrics) {
  std::map<std::string, MetricType, NaturalOrder> types;
  const auto add = [&](const std::vector<MetricSpec>& metrics) {
    for (const MetricSpec& metric : metrics) {
      if (metric.role == MetricRole::custom || is_own(metric.role)) types.emplace(metric.name, metric.type);
    }
  };
  for (const config::Profile& profile : fleet.profiles) add(profile.metrics);
  if (fleet.gateway.host.enabled) add(host_metrics);
  std::vector<CustomMetricNeeded> needed;
  for (const auto& [name, type] : types) needed.push_back({name, std::string(to_string(type))});
  return needed;
}

}  // namespace gatewarden::capacity

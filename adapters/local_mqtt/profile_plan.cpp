#include "adapters/local_mqtt/profile_plan.hpp"

#include "adapters/local_mqtt/settings.hpp"

namespace gatewarden::local_mqtt {
namespace {

MetricType type_for(const AdapterProfile& profile, std::size_t metric) {
  if (metric < profile.types.size()) return profile.types[metric];
  const auto role = standard_role(profile.metrics[metric]);
  return role ? type_of(*role).value_or(MetricType::number) : MetricType::number;
}

}  // namespace

Result<PayloadPlan> plan_of(const AdapterProfile& profile) {
  std::vector<PayloadPlan::Metric> metrics;
  metrics.reserve(profile.metrics.size());
  for (std::size_t i = 0; i < profile.metrics.size(); ++i) {
    PayloadPlan::Metric metric;
    metric.name = profile.metrics[i];
    metric.type = type_for(profile, i);
    if (const From* from = i < profile.from.size() ? std::any_cast<From>(&profile.from[i]) : nullptr) {
      metric.from_payload = true;
      metric.pointer = from->json;
    }
    metrics.push_back(std::move(metric));
  }
  return PayloadPlan::make(std::move(metrics));
}

}  // namespace gatewarden::local_mqtt

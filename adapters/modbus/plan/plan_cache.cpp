#include "adapters/modbus/plan/plan_cache.hpp"

namespace gatewarden::modbus {

std::shared_ptr<const ReadPlan> PlanCache::plan(const std::shared_ptr<const AdapterProfile>& profile,
                                                const PlanLimits& limits) {
  std::erase_if(plans_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<const ReadPlan>& place = plans_[{profile.get(), limits.max_registers, limits.max_gap}];
  std::shared_ptr<const ReadPlan> plan = place.lock();
  if (!plan) {
    plan = std::make_shared<const ReadPlan>(make_read_plan(profile, limits));
    place = plan;
  }
  return plan;
}

}  // namespace gatewarden::modbus

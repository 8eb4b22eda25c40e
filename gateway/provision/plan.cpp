#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

Result<Plan> make_plan(Needs needs, Request request) {
  if (request.name.empty()) request.name = usual_name(needs);
  if (auto right = check(needs, request); !right) return Error{right.error()};
  auto policies = make_policies(needs, request);
  if (!policies) return Error{policies.error()};
  auto proof = prove(needs, request, *policies);
  if (!proof) return Error{proof.error()};
  Plan plan{std::move(needs), std::move(request), std::move(*policies), std::move(*proof), {}, {}, {}, {}};
  plan.profiles = security_profiles(plan.needs, plan.request);
  if (registers_children(plan.needs, plan.request)) plan.things = reporting_things(plan.needs);
  const bool first = !plan.things.empty() && plan.things.front() == plan.needs.gateway;
  if (plan.makes_gateway() && !first) plan.things.insert(plan.things.begin(), plan.needs.gateway);
  if (!plan.profiles.empty()) {
    plan.alerts = alert_role(plan.request, plan.profiles);
    if (!plan.request.export_to.empty()) plan.exports = export_role(plan.request);
  }
  return plan;
}

}  // namespace gatewarden::provision

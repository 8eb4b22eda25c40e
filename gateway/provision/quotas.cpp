#include "gateway/provision/quotas.hpp"

#include <algorithm>

#include "gateway/provision/cloudformation.hpp"
#include "gateway/provision/needs/limits.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::provision {
namespace {

void add_policies(const Plan& plan, std::vector<Quota>& all) {
  for (const Policy& policy : plan.policies.documents)
    all.push_back({"characters of policy " + policy.name + ", without white space", policy.characters,
                   limits::kPolicyCharacters, ""});
  all.push_back({"policies of the certificate", plan.policies.documents.size(), limits::kPoliciesPerPrincipal,
                 "others that you attach to it count, too"});
}

void add_profiles(const Plan& plan, std::vector<Quota>& all) {
  all.push_back({"custom metrics of the account", plan.needs.metrics.size(), limits::kCustomMetricsPerAccount,
                 "adjustable; those of other gateways count, equal names once"});
  std::size_t behaviors = 0;
  for (const SecurityProfile& profile : plan.profiles)
    behaviors = std::max(behaviors, profile.behaviors.size());
  all.push_back({"behaviors of a security profile", behaviors, limits::kBehaviorsPerProfile, ""});
  all.push_back({"value elements of a security profile", behaviors, limits::kValueElementsPerProfile,
                 "each address, port or text of a set that you add is one"});
  all.push_back({"security profiles of a target", plan.profiles.size(), limits::kProfilesPerTarget,
                 "others attached to the same target count, too"});
  const auto things = reporting_things(plan.needs).size();
  const auto seconds = static_cast<std::size_t>(std::max<long long>(1, plan.needs.interval.count()));
  all.push_back({"reports a second of the account", (things + seconds - 1) / seconds,
                 limits::kReportsPerSecondPerAccount, "adjustable; those of other gateways count, too"});
}

void add_templates(const Plan& plan, std::size_t template_bytes, std::vector<Quota>& all) {
  const std::size_t own = resources_without_children(plan);
  const bool holds = holds_children(plan);
  const std::size_t children = things_of_children(plan);
  all.push_back({"resources of the CloudFormation template", holds ? own + children : own,
                 limits::kTemplateResources,
                 holds ? ""
                       : "the things are left out: " + std::to_string(children) +
                             " of them go by bulk registration or provision.sh"});
  const bool is_inline = template_bytes <= limits::kTemplateBytesInline;
  all.push_back(
      {"bytes of the template", template_bytes,
       is_inline ? limits::kTemplateBytesInline : limits::kTemplateBytes,
       is_inline ? "" : "too long to be passed inline: aws cloudformation deploy needs --s3-bucket"});
  if (plan.grouped())
    all.push_back({"thing groups of a thing", 1, limits::kThingGroupsPerThing,
                   "a group has no limit of things; each thing may be in ten"});
}

}  // namespace

std::vector<Quota> quotas(const Plan& plan, std::size_t template_bytes) {
  std::vector<Quota> all;
  add_policies(plan, all);
  if (!plan.profiles.empty()) add_profiles(plan, all);
  add_templates(plan, template_bytes, all);
  return all;
}

std::string beyond_limits(const Plan& plan, std::size_t template_bytes) {
  std::string text;
  for (const Quota& quota : quotas(plan, template_bytes)) {
    if (quota.fits()) continue;
    text += "  WARNING too much for AWS: " + std::to_string(quota.used) + " " + quota.what + ", of " +
            std::to_string(quota.limit) + (quota.remark.empty() ? "" : " (" + quota.remark + ")") + "\n";
  }
  return text;
}

}  // namespace gatewarden::provision

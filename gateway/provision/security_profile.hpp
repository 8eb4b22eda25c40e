// The security profile of a fleet: which metrics the service keeps, and what is normal for them.
//
// A behavior states what is normal; a report for which it is false is a violation (Device Defender guide, "Behaviors").
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::provision {

// AWS's names of what a standard metric of a report tells: a list and its total are two. None for custom metrics.
std::vector<std::string> names_at_aws(MetricRole role);

struct Behavior {
  std::string metric;
  std::string_view comparison;  // as the API spells it
  std::int64_t number = 0;
  std::string why;
};

struct SecurityProfile {
  std::string name;
  std::string description;
  std::vector<Behavior> behaviors;    // at most limits::kBehaviorsPerProfile
  std::vector<std::string> retained;  // metrics without a behavior: the service keeps their values, too
};

// One, or several where there are more behaviors than one may have.
std::vector<SecurityProfile> security_profiles(const Needs& needs, const Request& request);

// As CloudFormation spells it. `targets`, `topic` and `roles`: ARNs, or references to resources of the template.
struct ProfileReferences {
  nlohmann::ordered_json targets, topic, alert_role, export_role;
};
nlohmann::ordered_json to_json(const SecurityProfile& profile, const Request& request,
                               const ProfileReferences& references);
// The ARN of those it covers; of a group unless the template refers to it.
std::string target_arn(const Request& request);

}  // namespace gatewarden::provision

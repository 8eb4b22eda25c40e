// The fleet as a Terraform configuration in JSON: hashicorp/aws for what it has, hashicorp/awscc, which follows
// CloudFormation's model, for custom metrics and the security profile. It reads the things from things.jsonl beside it.
#pragma once

#include <nlohmann/json.hpp>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

nlohmann::ordered_json terraform(const Plan& plan);

}  // namespace gatewarden::provision

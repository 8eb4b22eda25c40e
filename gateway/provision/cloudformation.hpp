// The fleet as a CloudFormation template: policy, group, metrics, security profile with its roles and topic, and things
// where the template has room for them. Members of a group it does not know.
//
// Checked against AWS's model of its resources by tests/system/provision.
#pragma once

#include <nlohmann/json.hpp>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

nlohmann::ordered_json cloudformation(const Plan& plan);
// Resources of the template without the things of children, these things, and whether there is room for both.
std::size_t resources_without_children(const Plan& plan);
std::size_t things_of_children(const Plan& plan);
bool holds_children(const Plan& plan);

}  // namespace gatewarden::provision

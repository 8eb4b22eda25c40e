// Things in thousands: for AWS's bulk registration, and as a script for what no template can do.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

// The parameters of one thing a line (StartThingRegistrationTask); also what the script and Terraform read.
std::string things_lines(const Plan& plan);
// The provisioning template that takes them.
nlohmann::ordered_json bulk_template(const Plan& plan);
// For bash and the AWS CLI: custom metrics, things, members of the group. Run again, it goes on where it stopped.
std::string provision_script(const Plan& plan);

}  // namespace gatewarden::provision

// The plan in words, in Markdown: what was decided and why, the steps in their order, and AWS's limits.
#pragma once

#include <string>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

// `template_bytes`: of the CloudFormation template.
std::string overview(const Plan& plan, std::size_t template_bytes);

}  // namespace gatewarden::provision

// The steps of a person at a shell, with the commands of the AWS CLI, in Markdown.
#pragma once

#include <string>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

std::string steps(const Plan& plan, std::size_t template_bytes);

}  // namespace gatewarden::provision

// AWS's limits where this fleet meets them (limits.hpp has their sources).
#pragma once

#include <string>
#include <vector>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

struct Quota {
  std::string what;
  std::size_t used = 0, limit = 0;
  std::string remark;  // what else counts, or what to do
  bool fits() const { return used <= limit; }
};

// `template_bytes`: of the CloudFormation template.
std::vector<Quota> quotas(const Plan& plan, std::size_t template_bytes);
// A line for each that does not fit; empty if all do.
std::string beyond_limits(const Plan& plan, std::size_t template_bytes);

}  // namespace gatewarden::provision

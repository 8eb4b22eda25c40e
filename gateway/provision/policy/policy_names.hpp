// Which names a policy allows by their beginning, and which one by one.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"

namespace gatewarden::provision {

struct PolicyNames {
  std::vector<std::string> patterns;  // with *
  std::vector<std::string> named;
  std::vector<std::string> reasons;
};

// As the operator wants it; `fitting`: by the gateway's own beginning, the rest one by one.
Result<PolicyNames> policy_names(const Needs& needs, PolicyBy by);
// Every child by a beginning, the gateway's own or what stands before its first colon: `too_many` is why.
Result<PolicyNames> policy_names_by_beginning(const Needs& needs, const std::string& too_many);

}  // namespace gatewarden::provision

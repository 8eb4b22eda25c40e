// The policies, tried: what the gateway does for each thing must be allowed, and what it never does be denied.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"
#include "gateway/provision/policy/policy.hpp"

namespace gatewarden::provision {

struct Proof {
  static constexpr std::size_t kMaxWrong = 10;

  std::size_t things = 0;     // that report, and one for each pattern of those to be learned
  std::size_t strangers = 0;  // names beside the fleet's, one letter away where that is possible
  std::size_t allowed = 0;    // operations of these things that must be allowed
  std::size_t denied =
      0;  // operations that must not: the rest of AWS's reserved topics, strangers, other clients
  std::vector<std::string> wrong;  // the first kMaxWrong that came out otherwise
  std::size_t wrongs = 0;
};

// The error: a policy that the evaluator does not understand.
Result<Proof> prove(const Needs& needs, const Request& request, const Policies& policies);

}  // namespace gatewarden::provision

// All that is made for a fleet, before it is written in any tool's spelling.
#pragma once

#include <optional>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"
#include "gateway/provision/policy/policy.hpp"
#include "gateway/provision/policy/proof.hpp"
#include "gateway/provision/roles.hpp"
#include "gateway/provision/security_profile.hpp"

namespace gatewarden::provision {

struct Plan {
  Needs needs;
  Request request;
  Policies policies;
  Proof proof;
  std::vector<SecurityProfile> profiles;
  // To be in the registry and, with Attach::group, in the group; the gateway first.
  std::vector<std::string> things;
  std::optional<Role> alerts, exports;

  bool grouped() const { return !profiles.empty() && request.attach == Attach::group; }
  bool makes_gateway() const { return !needs.client_id.empty(); }  // a nucleus's core device is there
  bool makes_topic() const { return alerts && request.alerts_to.empty(); }
};

// The error is for the operator: an option or a name that AWS cannot be told.
Result<Plan> make_plan(Needs needs, Request request);

}  // namespace gatewarden::provision

// The IoT policies of the gateway's certificate: what it must do for its children, and no more.
//
// Sources: IoT Core developer guide, "AWS IoT Core policies" and "policy actions"; quotas in wire/limits.hpp.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"

namespace gatewarden::provision {

struct Policy {
  std::string name;
  nlohmann::ordered_json document;
  std::size_t characters = 0;  // without white space, as AWS counts them
};

struct Policies {
  std::vector<Policy> documents;      // 1 to limits::kPoliciesPerPrincipal
  std::vector<std::string> patterns;  // of names: plant7-gw:*; whoever is called so is allowed
  std::vector<std::string> named;     // one by one, the gateway first
  std::vector<std::string> reasons;   // why so, in sentences
};

// Children whose names begin with the gateway's and a colon are allowed by that beginning: it is the gateway's own, and
// another child needs no other policy. Others are named one by one, or, where they are too many, by what they share up to
// a colon. The error tells what to change: names that cannot stand in a policy, or share nothing.
Result<Policies> make_policies(const Needs& needs, const Request& request);

}  // namespace gatewarden::provision

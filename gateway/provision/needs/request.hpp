// What the operator asks for besides the fleet, and the names of what is made.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/account.hpp"
#include "gateway/provision/needs/needs.hpp"

namespace gatewarden::provision {

// Whom the security profile covers (AttachSecurityProfile): a thing group of the fleet's things, or all of the account
// that are registered, not registered, or both.
enum class Attach { group, registered, unregistered, all };
// How the policy names children.
enum class PolicyBy { fitting, prefix, list };

struct Request {
  Account account;
  std::string name;  // of the policy, the thing group and the security profile
  Attach attach = Attach::group;
  PolicyBy policy_by = PolicyBy::fitting;
  std::string alerts_to;  // ARN of an SNS topic that is there; empty: one is made
  std::string export_to;  // MQTT topic for the metrics; empty: none are exported
  friend bool operator==(const Request&, const Request&) = default;
};

std::string_view to_string(Attach attach);

// Whether AWS can be told this. The error names the option or the key of the fleet file.
Result<void> check(const Needs& needs, const Request& request);

// Children are things of the registry: created, and members of the group.
bool registers_children(const Needs& needs, const Request& request);

// "plant7-gw-fleet", which `name` is where the operator gives none.
std::string usual_name(const Needs& needs);

// Letters, digits, _ and - only, at most `most` characters: for names of IoT policies, IAM roles and SNS topics. What
// does not fit is replaced, and the name ends in a hash of the whole.
std::string plain_name(std::string_view name, std::size_t most);
// A name for a template's resource, letters and digits only: the same as long as `name` is.
std::string logical_id(std::string_view kind, std::string_view name);

std::string policy_name(const Request& request, std::size_t number);  // from 0
std::string alert_topic_name(const Request& request);
std::string alert_topic_arn(const Request& request);
std::string alert_role_name(const Request& request);
std::string export_role_name(const Request& request);

}  // namespace gatewarden::provision

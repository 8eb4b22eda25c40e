#include "gateway/provision/needs/request.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/base/fnv1a.hpp"
#include "gateway/base/text/aws_name.hpp"

namespace gatewarden::provision {
namespace {

constexpr std::size_t kNameCharacters = 120;  // of AWS's 128: numbers and words follow
constexpr std::size_t kRoleCharacters = 64;   // IAM
constexpr std::size_t kTopicCharacters = 256;

bool is_plain(char c) { return is_aws_name_character(c) && c != ':'; }

std::string hash_of(std::string_view text) {
  char hex[17];
  std::snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(fnv1a(text) & 0xFFFFFFFF));
  return hex;
}

bool is_aws_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_aws_name_character);
}

Result<void> check_name(const Needs& needs, const Request& request) {
  if (is_aws_name(request.name) && request.name.size() <= kNameCharacters) return {};
  const bool usual = request.name == usual_name(needs);
  return Error{(usual ? "a policy, a thing group and a security profile cannot be called " + request.name
                      : "--name " + request.name) +
               ": give --name with up to 120 of a-z A-Z 0-9 : _ -"};
}

Result<void> check_attach(const Needs& needs, Attach attach) {
  if (needs.registered || attach == Attach::unregistered || attach == Attach::all) return {};
  return Error{"--attach " + std::string(to_string(attach)) +
               ": gateway.names says that children are not registered: give --attach unregistered or all"};
}

}  // namespace

std::string_view to_string(Attach attach) {
  switch (attach) {
    case Attach::group:
      return "group";
    case Attach::registered:
      return "registered";
    case Attach::unregistered:
      return "unregistered";
    default:
      return "all";
  }
}

Result<void> check(const Needs& needs, const Request& request) {
  const Account& account = request.account;
  if (!needs.endpoint_region.empty() && needs.endpoint_region != account.region) {
    return Error{"--region " + account.region + ": the endpoint of the fleet file is in " +
                 needs.endpoint_region};
  }
  if (auto right = check_name(needs, request); !right) return right;
  if (!is_aws_name(needs.gateway)) {
    return Error{"gateway.thing " + needs.gateway +
                 ": the gateway itself is registered, so its name holds only a-z A-Z 0-9 : _ -"};
  }
  if (auto right = check_attach(needs, request.attach); !right) return right;
  const std::string topics = arn(account, "sns", "");
  if (!request.alerts_to.empty() &&
      (!request.alerts_to.starts_with(topics) || request.alerts_to.size() == topics.size() ||
       !std::all_of(request.alerts_to.begin() + static_cast<std::ptrdiff_t>(topics.size()),
                    request.alerts_to.end(), is_plain))) {
    return Error{"--alerts-to " + request.alerts_to + ": give the ARN of a topic: " + topics + "NAME"};
  }
  if (request.export_to.find_first_of("+#*?${}\"\\ ") != std::string::npos ||
      request.export_to.starts_with('/') || request.export_to.size() > kTopicCharacters) {
    return Error{"--export-to " + request.export_to +
                 ": give one MQTT topic of your own, without wildcards, for example defender/metrics"};
  }
  return {};
}

bool registers_children(const Needs& needs, const Request& request) {
  return needs.defender && needs.registered && request.attach != Attach::unregistered;
}

std::string usual_name(const Needs& needs) { return needs.gateway + "-fleet"; }

std::string plain_name(std::string_view name, std::size_t most) {
  std::string plain(name);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return !is_plain(c); }, '-');
  if (plain == name && plain.size() <= most) return plain;
  const std::string hash = "-" + hash_of(name);
  return plain.substr(0, most - hash.size()) + hash;
}

std::string logical_id(std::string_view kind, std::string_view name) {
  std::string id(kind);
  bool begins = true;
  for (const char c : name) {
    const bool letter = is_plain(c) && c != '_' && c != '-';
    if (letter) id += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    begins = !letter;
  }
  return id + hash_of(name);
}

std::string policy_name(const Request& request, std::size_t number) {
  return plain_name(request.name, kNameCharacters) + (number == 0 ? "" : "-" + std::to_string(number + 1));
}

std::string alert_topic_name(const Request& request) {
  return plain_name(request.name, kNameCharacters) + "-alerts";
}

std::string alert_topic_arn(const Request& request) {
  return request.alerts_to.empty() ? arn(request.account, "sns", alert_topic_name(request))
                                   : request.alerts_to;
}

std::string alert_role_name(const Request& request) {
  return plain_name(request.name + "-alerts-" + request.account.region, kRoleCharacters);
}

std::string export_role_name(const Request& request) {
  return plain_name(request.name + "-export-" + request.account.region, kRoleCharacters);
}

}  // namespace gatewarden::provision

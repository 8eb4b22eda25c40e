#include "gateway/provision/policy/policy_evaluator.hpp"

#include <algorithm>
#include <optional>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/policy/wildcards.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

// Wildcards once variables are filled in: what they stand for is taken literally.
constexpr char kAny = '\1';
constexpr char kOne = '\2';

std::optional<std::string> value_of(std::string_view variable, const Principal& principal) {
  if (variable == "*" || variable == "?" || variable == "$") return std::string(variable);
  if (variable == "iot:ClientId") return principal.client_id;
  if (variable == "iot:Connection.Thing.ThingName" && !principal.thing.empty()) return principal.thing;
  return std::nullopt;
}

// Nothing for a variable without a value: such a resource fits nothing.
std::optional<std::string> filled(std::string_view resource, const Principal& principal) {
  std::string pattern;
  while (!resource.empty()) {
    if (resource.starts_with("${")) {
      const std::size_t end = resource.find('}');
      if (end == std::string_view::npos) return std::nullopt;
      const auto value = value_of(resource.substr(2, end - 2), principal);
      if (!value) return std::nullopt;
      pattern += *value;
      resource.remove_prefix(end + 1);
      continue;
    }
    const char c = resource.front();
    pattern += c == '*' ? kAny : c == '?' ? kOne : c;
    resource.remove_prefix(1);
  }
  return pattern;
}

// A text, or a list of texts.
std::optional<std::vector<std::string>> texts(const Json& statement, const char* name) {
  std::vector<std::string> all;
  const auto found = statement.find(name);
  if (found == statement.end()) return std::nullopt;
  const Json list = found->is_array() ? *found : Json::array({*found});
  for (const Json& each : list) {
    if (!each.is_string()) return std::nullopt;
    all.push_back(each.get<std::string>());
  }
  return all;
}

}  // namespace

Result<PolicyEvaluator> PolicyEvaluator::read(const std::vector<Json>& documents,
                                              const Principal& principal) {
  PolicyEvaluator evaluator;
  for (const Json& document : documents) {
    if (text_member(document, "Version") != "2012-10-17" || !document.contains("Statement"))
      return Error{"a policy needs a Statement, and the Version 2012-10-17"};
    const Json& found = document["Statement"];
    const Json statements = found.is_array() ? found : Json::array({found});
    for (const Json& statement : statements) {
      if (auto added = evaluator.add(statement, principal); !added) return Error{added.error()};
    }
  }
  return evaluator;
}

Result<void> PolicyEvaluator::add(const Json& statement, const Principal& principal) {
  const std::string effect = text_member(statement, "Effect");
  const auto actions = texts(statement, "Action"), resources = texts(statement, "Resource");
  if ((effect != "Allow" && effect != "Deny") || !actions || !resources)
    return Error{"a statement needs Effect, Action and Resource: " + json_line(statement)};
  Statement one{effect == "Deny", {}, {}};
  if (statement.contains("Condition") && !one.deny) return {};
  for (const std::string& action : *actions) one.actions.push_back(lower(action));
  for (const std::string& resource : *resources) {
    if (auto pattern = filled(resource, principal)) one.resources.push_back(std::move(*pattern));
  }
  statements_.push_back(std::move(one));
  return {};
}

bool PolicyEvaluator::allows(std::string_view action, std::string_view resource) const {
  const std::string wanted = lower(action);
  bool allowed = false;
  for (const Statement& statement : statements_) {
    if (allowed && !statement.deny) continue;
    const auto fits = [](std::string_view text, char any, char one) {
      return [=](const std::string& pattern) { return matches_wildcards(pattern, text, any, one); };
    };
    if (std::none_of(statement.actions.begin(), statement.actions.end(), fits(wanted, '*', '?'))) continue;
    if (std::none_of(statement.resources.begin(), statement.resources.end(), fits(resource, kAny, kOne)))
      continue;
    if (statement.deny) return false;
    allowed = true;
  }
  return allowed;
}

}  // namespace gatewarden::provision

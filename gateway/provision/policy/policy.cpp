#include "gateway/provision/policy/policy.hpp"

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/needs/limits.hpp"
#include "gateway/provision/policy/policy_names.hpp"
#include "gateway/provision/policy/wildcards.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/mirror_topic.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

// What one document allows.
struct Allowed {
  std::vector<std::string> connect, publish, subscribe, receive;
};

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void add_statement(Json& statements, const char* action, const std::vector<std::string>& resources) {
  if (resources.empty()) return;
  statements.push_back({{"Effect", "Allow"}, {"Action", action}, {"Resource", resources}});
}

Json document_of(const Allowed& allowed) {
  Json statements = Json::array();
  add_statement(statements, "iot:Connect", allowed.connect);
  add_statement(statements, "iot:Publish", allowed.publish);
  add_statement(statements, "iot:Subscribe", allowed.subscribe);
  add_statement(statements, "iot:Receive", allowed.receive);
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

std::size_t characters_of(const Json& document) { return json_line(document).size(); }

class Maker {
 public:
  Maker(const Needs& needs, const Request& request) : needs_(needs), request_(request) {}

  Result<std::vector<Policy>> make(const PolicyNames& names) {
    if (auto begun = begin(); !begun) return Error{begun.error()};
    for (const auto* group : {&names.named, &names.patterns}) {
      for (const std::string& name : *group) {
        auto wanted = of_name(name);
        if (!wanted) return Error{wanted.error()};
        if (!add(*wanted)) return std::vector<Policy>{};
      }
    }
    close();
    return std::move(made_);
  }

 private:
  std::string topic(const std::string& topic) const { return arn(request_.account, "iot", "topic/" + topic); }

  Result<void> begin() {
    if (!needs_.client_id.empty()) {
      if (!plain_in_policy(needs_.client_id)) {
        return Error{"client_id " + needs_.client_id + " cannot stand in a policy: choose another"};
      }
      open_.connect.push_back(arn(request_.account, "iot", "client/" + needs_.client_id));
    }
    if (needs_.defender) {
      const auto [accepted, rejected] = answer_filters(needs_.format);
      const std::string filter = "topicfilter/";
      if (needs_.hears_accepted) open_.subscribe.push_back(arn(request_.account, "iot", filter + accepted));
      if (needs_.hears_rejected) open_.subscribe.push_back(arn(request_.account, "iot", filter + rejected));
    }
    for (const std::string& mirror : needs_.mirrors) {
      if (mirror.find("{thing}") != std::string::npos) continue;
      auto filled = fill_topic(mirror, "", needs_.gateway);
      if (!filled || !plain_in_policy(*filled))
        return Error{"mirror " + mirror + " cannot stand in a policy"};
      open_.publish.push_back(topic(*filled));
    }
    return {};
  }

  Result<Allowed> of_name(const std::string& name) const {
    Allowed allowed;
    if (needs_.defender) {
      const auto [accepted, rejected] = answer_filters(name, needs_.format);
      allowed.publish.push_back(topic(report_topic(name, needs_.format)));
      if (needs_.hears_accepted) allowed.receive.push_back(topic(accepted));
      if (needs_.hears_rejected) allowed.receive.push_back(topic(rejected));
    }
    for (const std::string& mirror : needs_.mirrors) {
      if (mirror.find("{thing}") == std::string::npos) continue;
      const auto filled = fill_topic(mirror, name, needs_.gateway);
      const auto around = fill_topic(mirror, "", needs_.gateway);
      if (!filled || !around || !plain_in_policy(*around))
        return Error{"mirror " + mirror + " cannot stand in a policy"};
      allowed.publish.push_back(topic(*filled));
    }
    return allowed;
  }

  static Allowed joined(Allowed with, const Allowed& more) {
    append(with.publish, more.publish);
    append(with.receive, more.receive);
    return with;
  }

  // False if there would be more policies than a certificate may have.
  bool add(const Allowed& more) {
    Allowed with = joined(open_, more);
    if (characters_of(document_of(with)) > limits::kPolicyCharacters) {
      close();
      if (made_.size() == limits::kPoliciesPerPrincipal) return false;
      with = more;
    }
    open_ = std::move(with);
    return true;
  }

  void close() {
    Json document = document_of(open_);
    const std::size_t characters = characters_of(document);
    made_.push_back({policy_name(request_, made_.size()), std::move(document), characters});
    open_ = {};
  }

  const Needs& needs_;
  const Request& request_;
  Allowed open_;
  std::vector<Policy> made_;
};

}  // namespace

Result<Policies> make_policies(const Needs& needs, const Request& request) {
  Result<PolicyNames> names = policy_names(needs, request.policy_by);
  if (!names) return Error{names.error()};
  auto documents = Maker(needs, request).make(*names);
  if (documents && documents->empty()) {
    const std::string too_many = std::to_string(names->named.size()) + " names one by one take more than " +
                                 std::to_string(limits::kPoliciesPerPrincipal) +
                                 " policies, which is what a certificate may have";
    if (request.policy_by == PolicyBy::list) return Error{"--policy-by list: " + too_many};
    names = policy_names_by_beginning(needs, too_many);
    if (!names) return Error{names.error()};
    documents = Maker(needs, request).make(*names);
    if (documents && documents->empty())
      return Error{"the children's names have too many beginnings for the policies of one certificate"};
  }
  if (!documents) return Error{documents.error()};
  return Policies{std::move(*documents), std::move(names->patterns), std::move(names->named),
                  std::move(names->reasons)};
}

}  // namespace gatewarden::provision

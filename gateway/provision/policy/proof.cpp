#include "gateway/provision/policy/proof.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "gateway/provision/policy/policy_evaluator.hpp"
#include "gateway/provision/policy/wildcards.hpp"
#include "gateway/wire/mirror_topic.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::provision {
namespace {

// Below $aws/things/<thing>/ (IoT Core developer guide, "Reserved topics"), besides reports in the fleet's format.
constexpr std::array<std::string_view, 20> kBelowThing{"shadow/update",
                                                       "shadow/update/accepted",
                                                       "shadow/update/delta",
                                                       "shadow/get",
                                                       "shadow/get/accepted",
                                                       "shadow/delete",
                                                       "shadow/name/x/update",
                                                       "shadow/name/x/get",
                                                       "shadow/#",
                                                       "jobs/get",
                                                       "jobs/start-next",
                                                       "jobs/notify-next",
                                                       "jobs/1/update",
                                                       "streams/1/get/json",
                                                       "tunnels/notify",
                                                       "defender/metrics/#",
                                                       "defender/metrics/json/x",
                                                       "defender/metrics/cbor/x",
                                                       "defender",
                                                       "#"};
// Of the whole account; + and # as filters, and literally as topics.
constexpr std::array<std::string_view, 14> kElsewhere{"#",
                                                      "+",
                                                      "+/+",
                                                      "$aws/#",
                                                      "$aws/things/#",
                                                      "$aws/things/+/shadow/#",
                                                      "$aws/things/+/defender/metrics/#",
                                                      "$aws/things/+/jobs/#",
                                                      "$aws/events/presence/connected/+",
                                                      "$aws/certificates/create/json",
                                                      "$aws/provisioning-templates/x/provision/json",
                                                      "$aws/rules/x/y",
                                                      "x",
                                                      "x/y"};
// Besides MQTT: action and resource; {} is a thing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kOtherActions{
    {{"iot:UpdateThingShadow", "thing/{}"},
     {"iot:GetThingShadow", "thing/{}"},
     {"iot:DeleteThingShadow", "thing/{}"},
     {"iot:StartNextPendingJobExecution", "thing/{}"},
     {"iot:RetainPublish", "topic/$aws/things/{}/defender/metrics/json"},
     {"iot:GetRetainedMessage", "topic/$aws/things/{}/defender/metrics/json"},
     {"iot:AssumeRoleWithCertificate", "rolealias/{}"}}};

std::string with(std::string_view pattern, std::string_view thing) {
  std::string text(pattern);
  if (const std::size_t at = text.find("{}"); at != std::string::npos) text.replace(at, 2, thing);
  return text;
}

Format other(Format format) { return format == Format::json ? Format::cbor : Format::json; }

class Trial {
 public:
  Trial(const Needs& needs, const Request& request, const PolicyEvaluator& evaluator)
      : needs_(needs), evaluator_(evaluator), account_(arn(request.account, "iot", "")) {}

  void own(const std::string& thing) {
    ++proof_.things;
    if (needs_.defender) {
      const auto [accepted, rejected] = answer_filters(thing, needs_.format);
      const std::string report = report_topic(thing, needs_.format);
      must("iot:Publish", "topic/" + report);
      must_if(needs_.hears_accepted, "iot:Receive", "topic/" + accepted);
      must_if(needs_.hears_rejected, "iot:Receive", "topic/" + rejected);
      for (const std::string& answer : {accepted, rejected}) must_not("iot:Publish", "topic/" + answer);
      must_not("iot:Receive", "topic/" + report);
      must_not("iot:Subscribe", "topicfilter/" + report);
    } else {
      defender_topics(thing);
    }
    for (const std::string& mirror : needs_.mirrors) {
      if (auto topic = fill_topic(mirror, thing, needs_.gateway)) must("iot:Publish", "topic/" + *topic);
    }
    rest_of(thing);
  }

  // Whoever is not of the fleet: not one topic.
  void stranger(const std::string& thing) {
    ++proof_.strangers;
    defender_topics(thing);
    for (const std::string& mirror : needs_.mirrors) {
      auto topic = mirror.find("{thing}") == std::string::npos ? Result<std::string>(std::string())
                                                               : fill_topic(mirror, thing, needs_.gateway);
      if (topic && !topic->empty()) every_way(*topic);
    }
    rest_of(thing);
  }

  void connection() {
    if (!needs_.client_id.empty()) must("iot:Connect", "client/" + needs_.client_id);
    for (const std::string& id : {needs_.client_id + "x", needs_.client_id + "-2", needs_.gateway + "y"})
      must_not("iot:Connect", "client/" + id);
    if (needs_.defender) {
      const auto [accepted, rejected] = answer_filters(needs_.format);
      must_if(needs_.hears_accepted, "iot:Subscribe", "topicfilter/" + accepted);
      must_if(needs_.hears_rejected, "iot:Subscribe", "topicfilter/" + rejected);
    }
    for (const std::string_view elsewhere : kElsewhere) every_way(elsewhere);
  }

  Proof finish() { return std::move(proof_); }

 private:
  void defender_topics(const std::string& thing) {
    every_way(report_topic(thing, needs_.format));
    for (const std::string& answer : answer_filters(thing, needs_.format)) every_way(answer);
  }

  void rest_of(const std::string& thing) {
    const std::string below = "$aws/things/" + thing + "/";
    for (const std::string_view topic : kBelowThing) every_way(below + std::string(topic));
    every_way(report_topic(thing, other(needs_.format)));
    for (const std::string& answer : answer_filters(thing, other(needs_.format))) every_way(answer);
    every_way("$aws/rules/" + thing + "/x");
    if (thing != needs_.client_id) must_not("iot:Connect", "client/" + thing);
    for (const auto& [action, resource] : kOtherActions) must_not(action, with(resource, thing));
  }

  void every_way(std::string_view topic) {
    must_not("iot:Publish", "topic/" + std::string(topic));
    must_not("iot:Receive", "topic/" + std::string(topic));
    must_not("iot:Subscribe", "topicfilter/" + std::string(topic));
  }

  void must_if(bool wanted, std::string_view action, const std::string& resource) {
    if (wanted)
      must(action, resource);
    else
      must_not(action, resource);
  }

  void must(std::string_view action, const std::string& resource) {
    ++proof_.allowed;
    if (!evaluator_.allows(action, account_ + resource)) wrong("is denied: ", action, resource);
  }

  void must_not(std::string_view action, const std::string& resource) {
    if (action == "iot:Publish" && a_mirror(resource)) return;
    ++proof_.denied;
    if (evaluator_.allows(action, account_ + resource)) wrong("is allowed: ", action, resource);
  }

  // The fleet file may name as a mirror what is tried here.
  bool a_mirror(std::string_view resource) const {
    return std::any_of(needs_.mirrors.begin(), needs_.mirrors.end(), [&](const std::string& mirror) {
      const auto topic = fill_topic(mirror, "x", needs_.gateway);
      return topic && resource.substr(6) == *topic;
    });
  }

  void wrong(const char* how, std::string_view action, const std::string& resource) {
    if (++proof_.wrongs > Proof::kMaxWrong) return;
    proof_.wrong.push_back(how + std::string(action) + " " + resource);
  }

  const Needs& needs_;
  const PolicyEvaluator& evaluator_;
  const std::string account_;
  Proof proof_;
};

// Names that are nearly the fleet's.
std::set<std::string> strangers(const Needs& needs, const Policies& policies) {
  const auto things = reporting_things(needs);
  const std::unordered_set<std::string> known(things.begin(), things.end());
  std::set<std::string> near{"x", needs.gateway + "x", needs.gateway + "-2", needs.gateway + "-2:x",
                             "x:" + needs.gateway};
  if (!needs.gateway_reports) near.insert(needs.gateway);
  for (const std::string& name : policies.named) {
    near.insert(name + "x");
    near.insert(name.substr(0, name.size() - 1));
  }
  for (const std::string& pattern : policies.patterns) {
    const std::string begin = pattern.substr(0, pattern.find('*'));
    near.insert(begin.substr(0, begin.size() - 1));
    near.insert("x" + begin + "x");
  }
  std::erase_if(near, [&](const std::string& name) {
    return name.empty() || known.contains(name) ||
           std::any_of(policies.patterns.begin(), policies.patterns.end(),
                       [&](const std::string& pattern) { return matches_wildcards(pattern, name); });
  });
  return near;
}

}  // namespace

Result<Proof> prove(const Needs& needs, const Request& request, const Policies& policies) {
  std::vector<nlohmann::ordered_json> documents;
  for (const Policy& policy : policies.documents) documents.push_back(policy.document);
  const auto evaluator = PolicyEvaluator::read(documents, {needs.client_id, needs.gateway});
  if (!evaluator) return Error{evaluator.error()};
  Trial trial(needs, request, *evaluator);
  trial.connection();
  for (const std::string& thing : reporting_things(needs)) trial.own(thing);
  for (std::string pattern : needs.learnt) trial.own(pattern.replace(pattern.find('*'), 1, "x"));
  for (const std::string& thing : strangers(needs, policies)) trial.stranger(thing);
  return trial.finish();
}

}  // namespace gatewarden::provision

#include "gateway/provision/cloudformation.hpp"

#include <algorithm>

#include "gateway/provision/needs/limits.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& id) { return {{"Ref", id}}; }
Json attribute(const std::string& id, const char* name) { return {{"Fn::GetAtt", Json::array({id, name})}}; }

Json resource(const std::string& type, Json properties) {
  return {{"Type", type}, {"Properties", std::move(properties)}};
}

// What is lost with it cannot be had again: a metric's values, a thing's identity. Not kept from a first try that
// failed: it would be in the way of the second.
Json kept(Json resource) {
  resource["DeletionPolicy"] = "RetainExceptOnCreate";
  resource["UpdateReplacePolicy"] = "Retain";
  return resource;
}

Json role_of(const Role& role, const char* policy) {
  const Json policies = Json::array({{{"PolicyName", policy}, {"PolicyDocument", role.permissions}}});
  return resource(
      "AWS::IAM::Role",
      {{"RoleName", role.name}, {"AssumeRolePolicyDocument", role.trust}, {"Policies", policies}});
}

std::string policy_id(std::size_t number) {
  return "Policy" + (number == 0 ? "" : std::to_string(number + 1));
}
std::string metric_id(const CustomMetric& metric) { return logical_id("Metric", metric.name); }

class Template {
 public:
  explicit Template(const Plan& plan) : plan_(plan) {}

  Json make() {
    add_policies();
    add_things();
    if (!plan_.profiles.empty()) {
      add_metrics();
      add_alerts();
      add_profiles();
    }
    return {{"AWSTemplateFormatVersion", "2010-09-09"},
            {"Description", "What AWS must know of the gateway " + plan_.needs.gateway +
                                " and its devices; by gatewarden provision"},
            {"Parameters", parameters()},
            {"Conditions",
             {{"HasCertificate", {{"Fn::Not", Json::array({equals("CertificateArn", "")})}}},
              {"CreatesMetrics", equals("CreateMetrics", "yes")},
              {"CreatesThings", equals("CreateThings", "yes")}}},
            {"Resources", std::move(resources_)}};
  }

 private:
  static Json equals(const char* parameter, const char* value) {
    return {{"Fn::Equals", Json::array({reference(parameter), value})}};
  }

  static Json parameters() {
    return {
        {"CertificateArn",
         {{"Type", "String"},
          {"Default", ""},
          {"Description", "The gateway's certificate, to attach policy and thing to; empty: not yet"}}},
        {"CreateMetrics",
         yes_or_no(
             "no: another gateway of the account made some of them; provision.sh metrics makes the rest")},
        {"CreateThings",
         yes_or_no("no: the gateway's is there already; provision.sh things makes the rest")}};
  }

  static Json yes_or_no(const char* no) {
    return {{"Type", "String"},
            {"Default", "yes"},
            {"AllowedValues", Json::array({"yes", "no"})},
            {"Description", no}};
  }

  static Json made_where(const char* condition, Json resource) {
    resource["Condition"] = condition;
    return resource;
  }

  static Json thing(const std::string& name) {
    return made_where("CreatesThings", kept(resource("AWS::IoT::Thing", {{"ThingName", name}})));
  }

  void add_policies() {
    const auto& documents = plan_.policies.documents;
    for (std::size_t i = 0; i < documents.size(); ++i) {
      resources_[policy_id(i)] = resource(
          "AWS::IoT::Policy", {{"PolicyName", documents[i].name}, {"PolicyDocument", documents[i].document}});
      resources_["Attached" + policy_id(i)] = made_where(
          "HasCertificate",
          resource("AWS::IoT::PolicyPrincipalAttachment",
                   {{"PolicyName", reference(policy_id(i))}, {"Principal", reference("CertificateArn")}}));
    }
  }

  void add_things() {
    if (plan_.makes_gateway()) {
      resources_["Gateway"] = thing(plan_.needs.gateway);
      Json& attached = resources_["AttachedGateway"];
      attached = made_where("HasCertificate", resource("AWS::IoT::ThingPrincipalAttachment",
                                                       {{"ThingName", plan_.needs.gateway},
                                                        {"Principal", reference("CertificateArn")}}));
      attached["DependsOn"] = Json::array({"Gateway"});  // by name, since the thing may be there already
    }
    if (plan_.grouped())
      resources_["Group"] = resource("AWS::IoT::ThingGroup", {{"ThingGroupName", plan_.request.name}});
    if (!holds_children(plan_)) return;
    for (const std::string& name : plan_.things) {
      if (name != plan_.needs.gateway) resources_[logical_id("Thing", name)] = thing(name);
    }
  }

  void add_metrics() {
    for (const CustomMetric& metric : plan_.needs.metrics) {
      resources_[metric_id(metric)] = made_where(
          "CreatesMetrics", kept(resource("AWS::IoT::CustomMetric",
                                          {{"MetricName", metric.name}, {"MetricType", metric.type}})));
    }
  }

  void add_alerts() {
    if (plan_.makes_topic())
      resources_["Alerts"] = resource("AWS::SNS::Topic", {{"TopicName", alert_topic_name(plan_.request)}});
    resources_["AlertRole"] = role_of(*plan_.alerts, "publish-alerts");
    if (plan_.exports) resources_["ExportRole"] = role_of(*plan_.exports, "publish-metrics");
  }

  void add_profiles() {
    ProfileReferences references;
    references.targets = plan_.grouped() ? attribute("Group", "Arn") : Json(target_arn(plan_.request));
    references.topic = plan_.makes_topic() ? reference("Alerts") : Json(alert_topic_arn(plan_.request));
    references.alert_role = attribute("AlertRole", "Arn");
    references.export_role = attribute("ExportRole", "Arn");
    Json metrics = Json::array();
    for (const CustomMetric& metric : plan_.needs.metrics) metrics.push_back(metric_id(metric));
    for (std::size_t i = 0; i < plan_.profiles.size(); ++i) {
      Json made =
          resource("AWS::IoT::SecurityProfile", to_json(plan_.profiles[i], plan_.request, references));
      if (!metrics.empty()) made["DependsOn"] = metrics;
      resources_["Profile" + (i == 0 ? "" : std::to_string(i + 1))] = std::move(made);
    }
  }

  const Plan& plan_;
  Json resources_ = Json::object();
};

}  // namespace

std::size_t resources_without_children(const Plan& plan) {
  std::size_t count = 2 * plan.policies.documents.size() + (plan.makes_gateway() ? 2 : 0);
  if (plan.profiles.empty()) return count;
  count += plan.needs.metrics.size() + plan.profiles.size() + 1;  // and the role of the alarms
  return count + (plan.grouped() ? 1 : 0) + (plan.makes_topic() ? 1 : 0) + (plan.exports ? 1 : 0);
}

std::size_t things_of_children(const Plan& plan) {
  const auto gateways = std::count(plan.things.begin(), plan.things.end(), plan.needs.gateway);
  return plan.things.size() - static_cast<std::size_t>(gateways);
}

bool holds_children(const Plan& plan) {
  return resources_without_children(plan) + things_of_children(plan) <= limits::kTemplateResources;
}

nlohmann::ordered_json cloudformation(const Plan& plan) { return Template(plan).make(); }

}  // namespace gatewarden::provision

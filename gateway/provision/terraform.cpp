#include "gateway/provision/terraform.hpp"

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/spelling.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

// Only the expressions here begin with ${: names and policies have no such text (policy_names.cpp).
constexpr const char* kThings =
    R"(${toset([for line in split("\n", trimspace(file("${path.module}/things.jsonl"))) : jsondecode(line).ThingName])})";
constexpr const char* kMetrics = "${{for name, type in local.metrics : name => type if var.create_metrics}}";
constexpr const char* kWithCertificate = R"(${var.certificate_arn == "" ? 0 : 1})";

std::string expression(const std::string& text) { return "${" + text + "}"; }

class Configuration {
 public:
  explicit Configuration(const Plan& plan) : plan_(plan) {}

  Json make() {
    add_policies();
    add_things();
    if (!plan_.profiles.empty()) {
      add_roles();
      add_profiles();
    }
    return {{"terraform", {{"required_providers", providers()}}},
            {"provider", settings()},
            {"variable", variables()},
            {"locals", std::move(locals_)},
            {"resource", std::move(resources_)}};
  }

 private:
  Json providers() const {
    Json all = {{"aws", {{"source", "hashicorp/aws"}}}};
    if (!plan_.profiles.empty()) all["awscc"] = {{"source", "hashicorp/awscc"}};
    return all;
  }

  Json settings() const {
    const Account& account = plan_.request.account;
    Json all = {
        {"aws", {{"region", account.region}, {"allowed_account_ids", Json::array({account.number})}}}};
    if (!plan_.profiles.empty()) all["awscc"] = {{"region", account.region}};
    return all;
  }

  static Json variables() {
    return {{"certificate_arn",
             {{"type", "string"},
              {"default", ""},
              {"description", "The gateway's certificate, to attach policy and thing to; empty: not yet"}}},
            {"create_metrics",
             {{"type", "bool"},
              {"default", true},
              {"description",
               "false: another gateway of the account made some of them; provision.sh metrics makes the "
               "rest"}}}};
  }

  void add_policies() {
    for (std::size_t i = 0; i < plan_.policies.documents.size(); ++i) {
      const std::string id = "policy" + (i == 0 ? "" : "_" + std::to_string(i + 1));
      const Policy& policy = plan_.policies.documents[i];
      resources_["aws_iot_policy"][id] = {{"name", policy.name}, {"policy", json_line(policy.document)}};
      resources_["aws_iot_policy_attachment"][id] = {{"count", kWithCertificate},
                                                     {"policy", expression("aws_iot_policy." + id + ".name")},
                                                     {"target", expression("var.certificate_arn")}};
    }
  }

  void add_things() {
    if (plan_.grouped()) resources_["aws_iot_thing_group"]["fleet"] = {{"name", plan_.request.name}};
    if (plan_.things.empty()) return;
    locals_["things"] = kThings;
    // The core device of a nucleus is there, and not this configuration's to destroy.
    const std::string made = plan_.makes_gateway()
                                 ? "local.things"
                                 : "setsubtract(local.things, [\"" + plan_.needs.gateway + "\"])";
    resources_["aws_iot_thing"]["fleet"] = {{"for_each", expression(made)}, {"name", "${each.value}"}};
    if (plan_.grouped()) {
      resources_["aws_iot_thing_group_membership"]["fleet"] = {
          {"for_each", "${local.things}"},
          {"thing_name", "${each.value}"},
          {"thing_group_name", "${aws_iot_thing_group.fleet.name}"},
          {"depends_on", Json::array({"aws_iot_thing.fleet"})}};
    }
    if (plan_.makes_gateway()) {
      resources_["aws_iot_thing_principal_attachment"]["gateway"] = {
          {"count", kWithCertificate},
          {"thing", expression("aws_iot_thing.fleet[\"" + plan_.needs.gateway + "\"].name")},
          {"principal", expression("var.certificate_arn")}};
    }
  }

  void add_role(const char* id, const Role& role) {
    resources_["aws_iam_role"][id] = {{"name", role.name}, {"assume_role_policy", json_line(role.trust)}};
    resources_["aws_iam_role_policy"][id] = {
        {"role", expression(std::string("aws_iam_role.") + id + ".name")},
        {"policy", json_line(role.permissions)}};
  }

  void add_roles() {
    if (plan_.makes_topic())
      resources_["aws_sns_topic"]["alerts"] = {{"name", alert_topic_name(plan_.request)}};
    add_role("alerts", *plan_.alerts);
    if (plan_.exports) add_role("export", *plan_.exports);
  }

  void add_profiles() {
    if (!plan_.needs.metrics.empty()) {
      for (const CustomMetric& metric : plan_.needs.metrics) locals_["metrics"][metric.name] = metric.type;
      resources_["awscc_iot_custom_metric"]["fleet"] = {
          {"for_each", kMetrics}, {"metric_name", "${each.key}"}, {"metric_type", "${each.value}"}};
    }
    ProfileReferences references;
    references.targets = plan_.grouped() ? "${aws_iot_thing_group.fleet.arn}" : target_arn(plan_.request);
    references.topic = plan_.makes_topic() ? "${aws_sns_topic.alerts.arn}" : alert_topic_arn(plan_.request);
    references.alert_role = "${aws_iam_role.alerts.arn}";
    references.export_role = "${aws_iam_role.export.arn}";
    for (std::size_t i = 0; i < plan_.profiles.size(); ++i) {
      Json made = spelled(to_json(plan_.profiles[i], plan_.request, references), Spelling::terraform);
      if (!plan_.needs.metrics.empty()) made["depends_on"] = Json::array({"awscc_iot_custom_metric.fleet"});
      const std::string id = "fleet" + (i == 0 ? "" : "_" + std::to_string(i + 1));
      resources_["awscc_iot_security_profile"][id] = std::move(made);
    }
  }

  const Plan& plan_;
  Json locals_ = Json::object(), resources_ = Json::object();
};

}  // namespace

nlohmann::ordered_json terraform(const Plan& plan) { return Configuration(plan).make(); }

}  // namespace gatewarden::provision

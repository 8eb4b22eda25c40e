#include "gateway/provision/documents.hpp"

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/access_control.hpp"
#include "gateway/provision/bulk.hpp"
#include "gateway/provision/cloudformation.hpp"
#include "gateway/provision/needs/manifest.hpp"
#include "gateway/provision/overview.hpp"
#include "gateway/provision/spelling.hpp"
#include "gateway/provision/terraform.hpp"

namespace gatewarden::provision {
namespace {

std::string numbered(const std::string& name, std::size_t number) {
  return name + (number == 0 ? "" : "-" + std::to_string(number + 1)) + ".json";
}

void add_policies(const Plan& plan, std::vector<Document>& all) {
  for (std::size_t i = 0; i < plan.policies.documents.size(); ++i)
    all.push_back({"policy", numbered("policy", i), json_page(plan.policies.documents[i].document)});
  if (!plan.makes_gateway())
    all.push_back({"access-control", "access-control.json", json_page(access_control(plan))});
}

// For `aws iot create-security-profile --cli-input-json`, and for whatever reads AWS's own shape.
void add_profiles(const Plan& plan, std::vector<Document>& all) {
  ProfileReferences references;
  references.topic = alert_topic_arn(plan.request);
  references.alert_role = role_arn(plan.request.account, alert_role_name(plan.request));
  references.export_role = role_arn(plan.request.account, export_role_name(plan.request));
  for (std::size_t i = 0; i < plan.profiles.size(); ++i) {
    const auto document = to_json(plan.profiles[i], plan.request, references);
    all.push_back({"profile", numbered("security-profile", i), json_page(spelled(document, Spelling::api))});
  }
}

void add_roles(const Plan& plan, std::vector<Document>& all) {
  const auto add = [&](const std::string& what, const Role& role) {
    all.push_back({"roles", what + "-role-trust.json", json_page(role.trust)});
    all.push_back({"roles", what + "-role-policy.json", json_page(role.permissions)});
  };
  if (plan.alerts) add("alert", *plan.alerts);
  if (plan.exports) add("export", *plan.exports);
}

void add_things(const Plan& plan, std::vector<Document>& all) {
  if (!plan.things.empty()) {
    all.push_back({"things", "things.jsonl", things_lines(plan)});
    all.push_back({"bulk-template", "bulk-template.json", json_page(bulk_template(plan))});
  }
  all.push_back({"script", "provision.sh", provision_script(plan), true});
}

}  // namespace

std::vector<Document> documents(const Plan& plan) {
  const std::string stack = json_page(cloudformation(plan));
  std::vector<Document> all{{"overview", "README.md", overview(plan, stack.size())}};
  add_policies(plan, all);
  all.push_back({"cloudformation", "cloudformation.json", stack});
  all.push_back({"terraform", "fleet.tf.json", json_page(terraform(plan))});
  add_profiles(plan, all);
  add_roles(plan, all);
  add_things(plan, all);
  Manifest manifest{plan.needs, plan.request, {}};
  for (const Document& document : all) manifest.files.push_back(document.file);
  all.push_back({"manifest", std::string(kManifestFile), json_page(to_json(manifest))});
  return all;
}

std::vector<std::string> parts() {
  return {"overview", "policy",        "access-control", "cloudformation", "terraform", "profile",
          "roles",    "bulk-template", "things",         "script",         "manifest"};
}

}  // namespace gatewarden::provision

#include "gateway/provision/steps.hpp"

#include "gateway/provision/cloudformation.hpp"
#include "gateway/provision/needs/limits.hpp"

namespace gatewarden::provision {
namespace {

constexpr std::size_t kManyThings = 1000;  // above which AWS's own bulk registration is quicker than a script

class Steps {
 public:
  void add(const std::string& sentence, const std::string& commands = "") {
    text_ += "\n" + std::to_string(++number_) + ". " + sentence + "\n";
    if (!commands.empty()) text_ += "\n" + commands;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_ = "\n## Steps, in this folder\n";
  std::size_t number_ = 0;
};

void add_certificate(const Plan& plan, Steps& steps) {
  if (plan.needs.authorizer) {
    steps.add(
        "There is no certificate (`username` in the fleet file): your custom authorizer answers with `policy.json`.");
    return;
  }
  if (!plan.makes_gateway()) {
    steps.add("The certificate is the core device's: its ARN is in `aws iot list-thing-principals --region " +
              plan.request.account.region + " --thing-name " + plan.needs.gateway + "`.");
    return;
  }
  const std::string& gateway = plan.needs.gateway;
  steps.add(
      "A key and a certificate for the gateway; the key never leaves it. The answer names the certificate's ARN.",
      "       openssl req -new -newkey rsa:2048 -nodes -subj /CN=" + gateway + " -keyout " + gateway +
          ".key -out " + gateway + ".csr\n       aws iot create-certificate-from-csr --region " +
          plan.request.account.region + " --set-as-active --certificate-signing-request file://" + gateway +
          ".csr\n");
}

void add_stack(const Plan& plan, std::size_t template_bytes, Steps& steps) {
  const std::string parameters =
      plan.needs.authorizer ? "" : " \\\n           --parameter-overrides CertificateArn=ARN";
  std::string command = "       aws cloudformation deploy --region " + plan.request.account.region +
                        " --stack-name " + plain_name(plan.request.name, 100) +
                        " --template-file cloudformation.json";
  if (!plan.profiles.empty()) command += " \\\n           --capabilities CAPABILITY_NAMED_IAM";
  if (template_bytes > limits::kTemplateBytesInline) command += " --s3-bucket BUCKET";
  std::string sentence = "The stack; or `terraform apply` with `fleet.tf.json`.";
  if (!plan.profiles.empty() && !plan.needs.metrics.empty())
    sentence +=
        " Custom metrics belong to the account: where another gateway's stack made some, run `./provision.sh "
        "metrics` and add `CreateMetrics=no`.";
  steps.add(sentence, command + parameters + "\n");
}

void add_things(const Plan& plan, Steps& steps) {
  const bool script_alone = plan.things.size() <= kManyThings;
  const bool alone = plan.things.empty() || (!plan.grouped() && holds_children(plan));
  if (alone) return;
  const std::string count = std::to_string(plan.things.size());
  std::string sentence = count + (plan.things.size() == 1 ? " thing" : " things");
  if (plan.grouped())
    sentence += ", members of the group " + plan.request.name + " (no template can say that)";
  sentence += "; stopped, it goes on where it was. Terraform has done this already.";
  const std::string script = "       ./provision.sh things\n";
  if (script_alone) {
    steps.add(sentence, script);
    return;
  }
  const std::size_t minutes = plan.things.size() / (limits::kThingCallsPerSecond * 60) + 1;
  steps.add(
      sentence +
          " So many are quicker by AWS's bulk registration (one task at a time in an account; AWS takes " +
          std::to_string(limits::kThingCallsPerSecond) + " a second, so " + std::to_string(minutes) +
          " minutes at least). ROLE reads the bucket and may register things (AWSIoTThingsRegistration).",
      script +
          "\n   or\n\n       aws s3 cp things.jsonl s3://BUCKET/things.jsonl\n       aws iot "
          "start-thing-registration-task --region " +
          plan.request.account.region +
          " --template-body file://bulk-template.json \\\n           --input-file-bucket BUCKET --input-file-key "
          "things.jsonl --role-arn ROLE\n");
}

void add_alerts(const Plan& plan, Steps& steps) {
  if (plan.profiles.empty()) return;
  steps.add("Whoever is to hear of alarms." +
                std::string(plan.makes_topic() ? ""
                                               : " A topic with a key of its own: the role " +
                                                     alert_role_name(plan.request) +
                                                     " needs kms:Decrypt and kms:GenerateDataKey."),
            "       aws sns subscribe --region " + plan.request.account.region + " --topic-arn " +
                alert_topic_arn(plan.request) +
                " \\\n           --protocol email --notification-endpoint YOU@EXAMPLE\n");
}

}  // namespace

std::string steps(const Plan& plan, std::size_t template_bytes) {
  Steps steps;
  add_certificate(plan, steps);
  add_stack(plan, template_bytes, steps);
  add_things(plan, steps);
  add_alerts(plan, steps);
  steps.add(
      "`gatewarden run` with the fleet file, and `gatewarden status` beside it: what AWS refuses is "
      "`unauthorised` there, with the statement that is missing.");
  return steps.text();
}

}  // namespace gatewarden::provision

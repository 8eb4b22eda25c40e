#include "gateway/provision/steps.hpp"

#include "gateway/base/text/printable.hpp"
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
  std::string text_ =
      "\n## Steps, in this folder\n\nBy the AWS CLI with credentials of this account. Each may be done again, and after a "
      "change of the fleet those with files that changed.\n";
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
      "Once: a key and a certificate for the gateway, and Amazon's root. The key never leaves the gateway; the three files "
      "go where the fleet file says `private_key`, `certificate` and `ca`. The answer is the certificate's ARN.",
      "       openssl req -new -newkey rsa:2048 -nodes -subj /CN=" + gateway + " -keyout " + gateway +
          ".key -out " + gateway + ".csr\n       aws iot create-certificate-from-csr --region " +
          plan.request.account.region + " --set-as-active --certificate-signing-request file://" + gateway +
          ".csr \\\n           --certificate-pem-outfile " + gateway +
          ".pem --query certificateArn --output text\n"
          "       curl -fO https://www.amazontrust.com/repository/AmazonRootCA1.pem\n");
}

void add_stack(const Plan& plan, std::size_t template_bytes, Steps& steps) {
  const std::string parameters =
      plan.needs.authorizer ? "" : " \\\n           --parameter-overrides CertificateArn=ARN";
  std::string command = "       aws cloudformation deploy --region " + plan.request.account.region +
                        " --stack-name " + plain_name(plan.request.name, 100) +
                        " --template-file cloudformation.json";
  if (!plan.profiles.empty()) command += " \\\n           --capabilities CAPABILITY_NAMED_IAM";
  if (template_bytes > limits::kTemplateBytesInline) command += " --s3-bucket BUCKET";
  std::string sentence =
      "The stack, with that ARN once; later runs keep it. Or `terraform apply` with `fleet.tf.json`.";
  if (!plan.profiles.empty() && !plan.needs.metrics.empty())
    sentence +=
        " Custom metrics belong to the account: where another gateway's stack made some, run `./provision.sh "
        "metrics` and add `CreateMetrics=no`.";
  if (plan.makes_gateway())
    sentence +=
        " Where some of the things are there already (by hand, or kept from a stack that was deleted), make the gateway's "
        "own (`aws iot create-thing --region " +
        plan.request.account.region + " --thing-name " + plan.needs.gateway +
        "`) and add `CreateThings=no`; `./provision.sh things` makes the rest.";
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
          " minutes at least). ROLE reads the bucket and may register things (AWSIoTThingsRegistration). AWS's own examples make "
          "a certificate for each thing; whether it takes a template without has not been tried.",
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

// Basic Ingest: what goes to a rule that is not there is lost without a word.
void add_rules(const Plan& plan, Steps& steps) {
  for (const std::string& mirror : plan.needs.mirrors) {
    constexpr std::string_view kBasicIngest = "$aws/rules/";
    if (!mirror.starts_with(kBasicIngest)) continue;
    const std::size_t end = mirror.find('/', kBasicIngest.size());
    const std::string rule = printable(mirror.substr(kBasicIngest.size(), end - kBasicIngest.size()));
    steps.add(
        "The IoT rule `" + rule +
            "`, with what it shall do with each record, in `rule.json` by your hand; without it they are lost.",
        "       aws iot create-topic-rule --region " + plan.request.account.region + " --rule-name " + rule +
            " --topic-rule-payload file://rule.json\n");
  }
}

void add_start(const Plan& plan, Steps& steps) {
  const std::string start =
      plan.makes_gateway() ? "`gatewarden run` with the fleet file"
                           : "The component, with the fleet file and `access-control.json` in its recipe";
  steps.add(
      start +
      ", and `gatewarden status` beside it: what AWS refuses is `unauthorised` there, with the statement "
      "that is missing.");
}

}  // namespace

std::string steps(const Plan& plan, std::size_t template_bytes) {
  Steps steps;
  add_certificate(plan, steps);
  add_stack(plan, template_bytes, steps);
  add_things(plan, steps);
  add_alerts(plan, steps);
  add_rules(plan, steps);
  add_start(plan, steps);
  return steps.text();
}

}  // namespace gatewarden::provision

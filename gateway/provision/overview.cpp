#include "gateway/provision/overview.hpp"

#include <algorithm>

#include "gateway/base/text/printable.hpp"
#include "gateway/provision/cloudformation.hpp"
#include "gateway/provision/quotas.hpp"
#include "gateway/provision/steps.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::provision {
namespace {

std::string counted(std::size_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string policy_text(const Plan& plan) {
  const Policies& policies = plan.policies;
  std::string text = "\n## The policy\n\n";
  for (const Policy& policy : policies.documents)
    text += "- `" + policy.name + "`: " + std::to_string(policy.characters) + " of " +
            std::to_string(limits::kPolicyCharacters) + " characters\n";
  if (plan.needs.gateway_reports) text += "- the gateway itself, " + plan.needs.gateway + "\n";
  for (const std::string& reason : policies.reasons) text += "- " + printable(reason) + "\n";
  const Proof& proof = plan.proof;
  text += "\nTried here, by AWS's rules: of " + counted(proof.things, "thing") + " all " +
          counted(proof.allowed, "operation") + " that the gateway needs are allowed; " +
          counted(proof.denied, "other") + " are denied: the rest of their reserved topics, " +
          counted(proof.strangers, "name") +
          " beside the fleet's, other clients, whatever belongs to the account.\n";
  for (const std::string& wrong : proof.wrong) text += "\nWRONG: " + printable(wrong) + "\n";
  if (!policies.patterns.empty()) text += "\nAllowed as well: other things whose names begin so.\n";
  if (plan.needs.client_id.empty())
    text +=
        "\nIt goes to the certificate of the core device, beside the nucleus's own policy. Its recipe must allow the "
        "same: `access-control.json`.\n";
  return text;
}

std::string profile_text(const Plan& plan) {
  std::string text = "\n## The security profile\n\n";
  if (plan.profiles.empty())
    return text + "None: the fleet sends nothing to Device Defender (`defender: false`).\n";
  bool any = false;
  for (const SecurityProfile& profile : plan.profiles) {
    for (const Behavior& behavior : profile.behaviors) {
      any = true;
      text += "- normal is `" + behavior.metric + "` " + std::string(behavior.comparison) + " " +
              std::to_string(behavior.number) + ": " + behavior.why + "\n";
    }
  }
  if (!any)
    text +=
        "- nothing is said to be normal, so nothing raises an alarm: `reachable: {}` in a profile of the fleet file "
        "would tell of silent devices\n";
  text +=
      "- " + counted(plan.profiles.front().retained.size(), "metric") +
      " without a behavior are kept for 14 days; what is normal for them is yours to say, in a security profile of your "
      "own for the same target: this one is written anew\n";
  const char* who[] = {"the thing group of this fleet", "all registered things of the account",
                       "all things of the account that are not registered", "all things of the account"};
  text += std::string("- it covers ") + who[static_cast<std::size_t>(plan.request.attach)] + "\n";
  return text;
}

std::string quota_text(const Plan& plan, std::size_t template_bytes) {
  std::string text = "\n## AWS's limits\n\n| what | here | limit | |\n|---|---|---|---|\n";
  for (const Quota& quota : quotas(plan, template_bytes))
    text += "| " + quota.what + " | " + std::to_string(quota.used) + " | " + std::to_string(quota.limit) +
            " | " + (quota.fits() ? "" : "TOO MUCH ") + quota.remark + " |\n";
  return text;
}

std::string notes_text(const Plan& plan) {
  std::string text;
  if (plan.needs.stand_in)
    text += "- the fleet file says another `service` than aws: leave that line out for AWS\n";
  if (!plan.needs.learnt.empty() && plan.grouped())
    text +=
        "- devices that are learned later are allowed, but neither registered nor in the group: once you know them, list "
        "them in the fleet file and provision again, or cover them by `--attach all`\n";
  const std::chrono::seconds floor = std::chrono::duration_cast<std::chrono::seconds>(limits::kReportFloor);
  if (plan.needs.defender && plan.needs.interval < floor)
    text += "- reports every " + std::to_string(plan.needs.interval.count()) +
            " s: AWS takes one of a thing every " + std::to_string(floor.count()) + " s\n";
  return text.empty() ? "" : "\n## Also\n\n" + text;
}

}  // namespace

std::string overview(const Plan& plan, std::size_t template_bytes) {
  const Account& account = plan.request.account;
  std::string text =
      "# " + plan.needs.gateway + " in account " + account.number + ", " + account.region +
      "\n\nBy `gatewarden provision`, which writes these files anew: change the fleet file, not them. The same fleet gives "
      "the same files.\n\nAWS must know " +
      counted(plan.policies.documents.size(), "policy document") + ", " +
      counted(plan.things.size(), "thing") + ", " +
      counted(plan.profiles.empty() ? 0 : plan.needs.metrics.size(), "custom metric") + " and " +
      counted(plan.profiles.size(), "security profile") + ".\n";
  return text + policy_text(plan) + profile_text(plan) + steps(plan, template_bytes) +
         quota_text(plan, template_bytes) + notes_text(plan);
}

}  // namespace gatewarden::provision

// gatewarden provision FLEET: what AWS must know, as documents to review. Touches no network.
#include <algorithm>
#include <iostream>
#include <memory>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/provision/aws_needs.hpp"
#include "gateway/app/provision/document_folder.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/provision/documents.hpp"
#include "gateway/provision/needs/changes.hpp"
#include "gateway/provision/quotas.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string fleet_file, region, account, part;
  std::filesystem::path folder, earlier;
  provision::Request request;
};

int refused(const std::string& why) {
  std::cerr << "gatewarden provision: " << printable(why) << "\n";
  return kConfiguration;
}

Result<std::string> difference(const std::filesystem::path& earlier, const provision::Plan& plan) {
  const auto before = earlier_state(earlier, plan.request);
  if (!before) return Error{before.error()};
  const auto found = provision::changes({before->needs, before->request}, {plan.needs, plan.request});
  return printable_lines("for AWS, since " + earlier.string() + "\n" + provision::to_text(found));
}

std::string beyond_limits(const provision::Plan& plan, const std::vector<provision::Document>& documents) {
  const auto stack = std::find_if(documents.begin(), documents.end(),
                                  [](const auto& one) { return one.part == "cloudformation"; });
  return printable_lines(provision::beyond_limits(plan, stack->text.size()));
}

Result<std::string> answer(const Options& options, const provision::Plan& plan) {
  std::string text;
  std::error_code ignored;
  const std::filesystem::path manifest = options.folder / provision::kManifestFile;
  const bool again = !options.folder.empty() && std::filesystem::exists(manifest, ignored);
  if (const auto& earlier = options.earlier.empty() && again ? manifest : options.earlier; !earlier.empty()) {
    auto said = difference(earlier, plan);
    if (!said) return said;
    text = *said;
    if (options.folder.empty()) return text;
  }
  const auto documents = provision::documents(plan);
  if (!options.folder.empty()) {
    auto updated = update_folder(options.folder, documents);
    if (!updated) return updated;
    return text + options.folder.string() + "\n" + *updated + beyond_limits(plan, documents);
  }
  for (const provision::Document& document : documents) {
    if (document.part == options.part) text += document.text;
  }
  if (text.empty()) return Error{"this fleet has no part " + options.part};
  return text;
}

int provision_fleet(const Options& options) {
  provision::Request request = options.request;
  auto account = provision::parse_account(options.region, options.account);
  if (!account) return refused(account.error());
  request.account = std::move(*account);
  const auto loaded = config::load(options.fleet_file, adapters(), config::Environment::of_process());
  if (!loaded) {
    std::cerr << config::to_text(loaded.problems);
    return kConfiguration;
  }
  auto needs = aws_needs(loaded.fleet, protocols(), host::host_metrics(loaded.fleet.gateway.host.metrics));
  if (!needs) return refused(needs.error());
  const auto plan = provision::make_plan(std::move(*needs), std::move(request));
  if (!plan) return refused(plan.error());
  if (plan->proof.wrongs > 0)
    return print(
        Error{"the policy does not stand its trial, nothing is written: " + plan->proof.wrong.front()});
  return print(answer(options, *plan));
}

void add_choices(const Command& command, provision::Request& request) {
  using provision::Attach;
  using provision::PolicyBy;
  command
      .choice(
          "--attach",
          {{"group", static_cast<int>(Attach::group)},
           {"registered", static_cast<int>(Attach::registered)},
           {"unregistered", static_cast<int>(Attach::unregistered)},
           {"all", static_cast<int>(Attach::all)}},
          [&request](int chosen) { request.attach = static_cast<Attach>(chosen); },
          "whom the security profile covers: a thing group of this fleet (default), or all registered, "
          "unregistered or all things of the account")
      .shown_as("group|registered|unregistered|all");
  command
      .choice(
          "--policy-by",
          {{"prefix", static_cast<int>(PolicyBy::prefix)}, {"list", static_cast<int>(PolicyBy::list)}},
          [&request](int chosen) { request.policy_by = static_cast<PolicyBy>(chosen); },
          "how the policy names children (default: by the gateway's own prefix, others one by one)")
      .shown_as("prefix|list");
  command.text("--name", request.name,
               "of the policy, thing group and security profile (default: the gateway's, and -fleet)");
  command.text("--alerts-to", request.alerts_to, "an SNS topic's ARN (default: one is made)");
  command.text("--export-to", request.export_to, "an MQTT topic to which AWS exports the metrics");
}

}  // namespace

void add_provision(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "provision", "Write what AWS must know of a fleet: policy, metrics, things, security profile.");
  command.text("fleet", options->fleet_file, "the fleet file").required();
  command.text("--region", options->region, "of AWS, such as eu-central-1").required();
  command.text("--account", options->account, "its 12 digits").required();
  const Option folder = command.path("-o,--output", options->folder,
                                     "write all documents to this folder, or bring it up to date");
  const Option earlier =
      command.path("--diff", options->earlier,
                   "what changes since an older fleet file, or since what was written to a folder");
  options->part = "overview";
  command.text("--print", options->part, "one part to standard output")
      .one_of(provision::parts())
      .excludes(folder)
      .excludes(earlier);
  add_choices(command, options->request);
  command.footer(
      "Touches no network and needs no credentials. The same fleet gives the same bytes.\n"
      "Exit codes: 0 fine, 1 a file cannot be read or written, 2 wrong command line or fleet file.");
  command.chosen([&chosen, options] { chosen = [options] { return provision_fleet(*options); }; });
}

}  // namespace gatewarden::app

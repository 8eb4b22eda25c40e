// gatewarden check FLEET: all its errors, or what it amounts to. Touches no network.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/example_report.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/uplink_settings.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/problems_json.hpp"
#include "gateway/config/reference/explain.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string fleet_file;
  bool json = false;
};

std::string errors(const config::Problems& problems, bool json) {
  const std::size_t count = problems.size();
  if (json)
    return json_page(
        nlohmann::json{{"problems", config::to_json(problems)}, {"more", count - problems.list().size()}});
  return config::to_text(problems) + std::to_string(count) + (count == 1 ? " error" : " errors") +
         "; gatewarden explain " + config::to_explain(problems, adapters()) + " tells more\n";
}

int check(const Options& options) {
  const auto loaded = config::load(options.fleet_file, adapters(), config::Environment::of_process());
  if (!loaded) {
    (options.json ? std::cout : std::cerr) << errors(loaded.problems, options.json);
    return kConfiguration;
  }
  const config::Reports& reports = loaded.fleet.gateway.reports;
  capacity::Measured measured;
  measured.host_metrics = host::host_metrics(loaded.fleet.gateway.host.metrics);
  measured.room = payload_room(loaded.fleet);
  measured.report_bytes = [&reports](const std::vector<MetricSpec>& metrics) {
    return example_report(metrics, reports.format, reports.keys).size();
  };
  const capacity::FleetSummary summary = capacity::summarize(loaded, protocols(), measured);
  std::cout << (options.json ? json_page(capacity::to_json(summary)) : capacity::to_text(summary));
  return kFine;
}

}  // namespace

void add_check(const Command& program, Chosen& chosen) {
  const Command command =
      program.add_command("check", "Read a fleet file: print every error, or what the fleet amounts to.");
  auto options = std::make_shared<Options>();
  command.text("fleet", options->fleet_file, "the fleet file").required();
  command.flag("--json", options->json, "for programs");
  command.footer("Exit codes: 0 the file is right, 2 it is not.");
  command.chosen([&chosen, options] { chosen = [options] { return check(*options); }; });
}

}  // namespace gatewarden::app

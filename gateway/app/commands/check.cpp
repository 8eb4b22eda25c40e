// gatewarden check FLEET: all its errors, or what it amounts to. Touches no network.
// With --connect: whether its way to the service works.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/connect/connect_check.hpp"
#include "gateway/app/example_report.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/reload/component_fleet.hpp"
#include "gateway/app/reload/fleet_reload.hpp"
#include "gateway/app/uplink_settings.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/problems_json.hpp"
#include "gateway/config/reference/explain.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  FleetPlace place;
  bool json = false;
  bool connect = false, no_publish = false, yes = false;
  bool greengrass = false;  // the nucleus tells what the fleet is
};

std::string errors(const config::Problems& problems, bool json) {
  const std::size_t count = problems.size();
  if (json)
    return json_page(
        nlohmann::json{{"problems", config::to_json(problems)}, {"more", count - problems.list().size()}});
  return config::to_text(problems) + std::to_string(count) + (count == 1 ? " error" : " errors") +
         "; gatewarden explain " + config::to_explain(problems, adapters()) + " tells more\n";
}

// Said to whoever reads; asked only where somebody sits.
bool agreed(const Options& options, const std::string& warning) {
  const bool asks = !options.yes && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  (options.json ? std::cerr : std::cout)
      << printable(warning) << (asks ? ". Go on? [Y/n] " : "\n") << std::flush;
  std::string answer;
  return !asks || (std::getline(std::cin, answer) && (answer.empty() || answer == "y" || answer == "Y"));
}

int connect(const Options& options, config::Fleet fleet) {
  log::set_level(log::Level::off);  // the steps tell it
  boost::asio::io_context io{1};
  std::vector<Step> steps;
  ConnectCheck check(io, std::move(fleet),
                     {.publish = !options.no_publish,
                      .agreed = [&options](const std::string& warning) { return agreed(options, warning); }},
                     [&](Step step) {
                       if (!options.json) std::cout << to_text(step) << std::flush;
                       steps.push_back(std::move(step));
                     });
  check.run();
  if (options.json) std::cout << json_page(to_json(steps));
  std::cout << std::flush;
  return leave(io, passed(steps) ? kFine : kFailed);
}

// As `run --greengrass` writes the fleet file before it reads it.
Result<void> write_component_fleet(const FleetPlace& place) {
  boost::asio::io_context io{1};
  auto component = ComponentFleet::open(io, place);
  return component ? (*component)->wait_for_file() : Error{component.error()};
}

int check(const Options& options) {
  if (options.greengrass) {
    if (const auto written = write_component_fleet(options.place); !written) {
      std::cerr << "gatewarden: " << printable(written.error()) << "\n";
      return kFailed;
    }
  }
  auto loaded = load_fleet_at(options.place);
  if (!loaded) {
    (options.json ? std::cout : std::cerr) << errors(loaded.problems, options.json);
    return kConfiguration;
  }
  if (options.connect) return connect(options, std::move(loaded.fleet));
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
  command.text("fleet", options->place.file, "the fleet file").required();
  command.flag("--json", options->json, "for programs");
  command.flag("--connect", options->connect,
               "try the way to the service: name, TCP, proxy, TLS, MQTT, and the gateway's own rights");
  command.flag("--no-publish", options->no_publish, "with --connect: send no report");
  command.flag("--yes", options->yes, "with --connect: do not ask on a terminal before it connects");
  command.flag("--greengrass", options->greengrass,
               "as a Greengrass component: write the fleet file from the component's configuration first");
  command.text("--state-directory", options->place.state_directory, "instead of gateway.state_directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY");
  command.footer(
      "With --connect a gateway that runs on the state directory is asked, and nothing is connected. Else the report is "
      "the gateway's own, with an id from the state directory, and counts against the service's five minutes; a client "
      "elsewhere with its client id is disconnected, which is said before. It ends within three minutes. Exit codes: 0 "
      "the file is right and every step passed, 1 a step failed, 2 the file is not right.");
  command.chosen([&chosen, options] { chosen = [options] { return check(*options); }; });
}

}  // namespace gatewarden::app

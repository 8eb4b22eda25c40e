// gatewarden try FLEET: the gateway without AWS, for a first look at one's own fleet.
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <memory>
#include <utility>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/trial/trial.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {
namespace {

constexpr Duration kLeastFloor = std::chrono::seconds(1);

struct Options {
  std::string fleet_file;
  std::string state_directory;
  std::optional<Duration> floor, length;
};

int run(const Options& options) {
  const Duration floor = options.floor.value_or(std::chrono::seconds(5));
  if (floor < kLeastFloor) {
    std::cerr << "gatewarden try: --floor: give 1s or more\n";
    return kConfiguration;
  }
  auto loaded = config::load(options.fleet_file, adapters(), config::Environment::of_process());
  if (!loaded.problems.empty()) {
    std::cerr << config::to_text(loaded.problems);
    return kConfiguration;
  }
  log::set_level(log::Level::error);  // the account tells it
  boost::asio::io_context io{1};
  const auto every_child_taken =
      run_trial(io, std::move(loaded), {floor, options.length, options.state_directory});
  if (!every_child_taken) std::cerr << "gatewarden try: " << printable(every_child_taken.error()) << "\n";
  return leave(io, every_child_taken && *every_child_taken ? kFine : kFailed);
}

}  // namespace

void add_try(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "try", "Run your fleet without AWS: a stand-in for Device Defender within the program answers");
  command.footer(
      "Reads the real devices of the fleet file, and needs nothing of its uplink: no endpoint, certificate or broker. "
      "Not beside a running gateway that has the same serial lines, or the same `client_id` at a local broker, which "
      "keeps one connection of a name. Exit codes: 0 every child's reports were accepted and none rejected, 1 not so, "
      "2 wrong command line or fleet file.");
  command.text("fleet", options->fleet_file, "the fleet file").required();
  command.duration(
      "--floor", options->floor,
      "least time between two reports of a child, and their interval (default: 5s); with 5m or more, as AWS, "
      "the file's interval");
  command.duration("--for", options->length, "end after this time (default: at Ctrl-C)");
  command.text("--state-directory", options->state_directory,
               "keep the state there (default: a temporary folder, removed at the end)");
  command.chosen([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace gatewarden::app

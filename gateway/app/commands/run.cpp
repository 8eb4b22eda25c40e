// gatewarden run FLEET: the gateway.
#include <malloc.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/supervisor.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string fleet_file;
  std::string state_directory;
};

void set_log(const config::Log& wanted) {
  static const std::map<std::string, log::Level> kLevels{{"debug", log::Level::debug},
                                                         {"info", log::Level::info},
                                                         {"warning", log::Level::warning},
                                                         {"error", log::Level::error}};
  log::set_shape(wanted.shape == config::Log::Shape::json ? log::Shape::json : log::Shape::text);
  log::set_level(kLevels.at(wanted.level));
  log::forget_rooms();
  for (const auto& [room, level] : wanted.rooms) log::set_level(room, kLevels.at(level));
}

void say(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) log::warning("config", "noted", {{"note", note}});
}

config::Loaded read(const Options& options) {
  auto loaded = config::load(options.fleet_file, adapters(), config::Environment::of_process());
  if (!options.state_directory.empty()) loaded.fleet.gateway.state_directory = options.state_directory;
  // The allocator would keep a large fleet's tree, tens of megabytes.
  ::malloc_trim(0);
  return loaded;
}

Result<void> read_again(const Options& options, const confine::Confinement& confinement, Gateway& gateway) {
  auto loaded = read(options);
  if (auto allowed = check_confined(confinement, loaded); !allowed) return allowed;
  if (!loaded.problems.empty()) return Error{config::to_text(loaded.problems)};
  const config::Log log = loaded.fleet.gateway.log;
  if (auto done = gateway.reload(std::move(loaded.fleet)); !done) return done;
  set_log(log);
  say(loaded.notes);
  return {};
}

int failed(const std::string& why) {
  std::cerr << "gatewarden: " << printable(why) << "\n";
  return kFailed;
}

int run(const Options& options) {
  auto loaded = read(options);
  if (!loaded.problems.empty()) {
    std::cerr << config::to_text(loaded.problems);
    return kConfiguration;
  }
  set_log(loaded.fleet.gateway.log);
  say(loaded.notes);

  warn_of_root();
  auto directory = StateDirectory::open(loaded.fleet.gateway.state_directory);
  if (!directory) return failed(directory.error());
  const confine::Confinement confinement = confine_to(loaded);

  boost::asio::io_context io{1};
  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(*directory));
  if (!gateway) return failed(gateway.error());
  (*gateway)->note_confined(confinement_view(confinement));
  const auto reload = [&]() -> Result<void> {
    auto done = read_again(options, confinement, **gateway);
    (*gateway)->note_reload(done);
    return done;
  };
  Supervisor supervisor(io, {reload, [&](std::function<void()> done) { (*gateway)->stop(std::move(done)); }});
  const auto started = (*gateway)->start([&](const std::string& why) { supervisor.give_up(why); });
  if (!started) return failed(started.error());
  ::malloc_trim(0);
  supervisor.start();
  io.run();
  if (supervisor.gave_up().empty()) return kFine;
  std::cerr << "gatewarden: " << printable(supervisor.gave_up()) << "\n";
  return kFailed;
}

}  // namespace

void add_run(const Command& program, Chosen& chosen) {
  const Command command =
      program.add_command("run", "Run the gateway. SIGHUP reads the fleet file again, SIGTERM stops it.");
  auto options = std::make_shared<Options>();
  command.text("fleet", options->fleet_file, "the fleet file").required();
  command.text("--state-directory", options->state_directory, "instead of gateway.state_directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY");
  command.chosen([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace gatewarden::app

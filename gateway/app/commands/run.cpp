// gatewarden run FLEET: the gateway.
#include <malloc.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <iostream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/supervisor.hpp"
#include "gateway/base/errands.hpp"
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

// A large fleet takes seconds on a small machine; what takes longer is a file system that does not answer.
constexpr Duration kPatience = std::chrono::minutes(1);

struct ReadAgain {
  FreshFleet fresh;  // whole only without problems
  std::string problems;
  std::vector<std::string> notes;
};

// On a thread: nothing of it is in force.
ReadAgain read_again(const Options& options, const confine::Confinement& confinement,
                     const std::set<std::string>& files_in_use) {
  auto loaded = read(options);
  if (const auto allowed = check_confined(confinement, loaded); !allowed) return {{}, allowed.error(), {}};
  if (!loaded.problems.empty()) return {{}, config::to_text(loaded.problems), {}};
  return {with_its_files(std::move(loaded.fleet), files_in_use), "", std::move(loaded.notes)};
}

Result<void> apply(ReadAgain again, Gateway& gateway) {
  if (!again.problems.empty()) return Error{again.problems};
  const config::Log log = again.fresh.fleet.gateway.log;
  if (auto done = gateway.reload(std::move(again.fresh)); !done) return done;
  set_log(log);
  say(again.notes);
  return {};
}

// What a run has at hand for its reloads; threads that hang may outlive the run.
struct Standing {
  Options options;
  std::shared_ptr<const confine::Confinement> confinement;
};

void reload(boost::asio::io_context& io, const Standing& standing, Gateway& gateway,
            const std::function<void(const Result<void>&)>& told) {
  run_errand<ReadAgain>(
      io, "the fleet file", kPatience,
      [standing, in_use = gateway.report_files()] {
        return read_again(standing.options, *standing.confinement, in_use);
      },
      [&gateway, file = standing.options.fleet_file, told](std::optional<ReadAgain> again) {
        const Result<void> done =
            again
                ? apply(std::move(*again), gateway)
                : Error{
                      file +
                      " or a file that it names cannot be read: its file system does not answer. See to it and "
                      "send SIGHUP again"};
        gateway.note_reload(done);
        told(done);
      });
}

int serve(boost::asio::io_context& io, Gateway& gateway, const Standing& standing, const LogThread& log) {
  Supervisor supervisor(
      io, {[&](const std::function<void(const Result<void>&)>& done) { reload(io, standing, gateway, done); },
           [&](std::function<void()> done) { gateway.stop(std::move(done)); }});
  const auto started = gateway.start([&](const std::string& why) { supervisor.give_up(why); });
  if (!started) {
    log.say("gatewarden: " + printable(started.error()));
    return kFailed;
  }
  ::malloc_trim(0);
  supervisor.start();
  io.run();
  if (supervisor.gave_up().empty()) return kFine;
  log.say("gatewarden: " + printable(supervisor.gave_up()));
  return kFailed;
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
  const Standing standing{options, std::make_shared<const confine::Confinement>(confine_to(loaded))};

  boost::asio::io_context io{1};
  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(*directory));
  if (!gateway) return failed(gateway.error());
  (*gateway)->note_confined(confinement_view(*standing.confinement));
  int code = kFailed;
  {
    LogThread log;
    code = serve(io, **gateway, standing, log);
    gateway->reset();
  }
  // A thread that still waits for a file system may wake up while the process's own objects are taken down.
  if (boost::asio::use_service<Errands>(io).out() > 0) std::_Exit(code);
  return code;
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

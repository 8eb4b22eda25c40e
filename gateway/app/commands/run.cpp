// gatewarden run FLEET: the gateway.
#include <malloc.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/app/process/supervisor.hpp"
#include "gateway/app/reload/fleet_reload.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

int serve(boost::asio::io_context& io, Gateway& gateway, FleetReload::Standing standing,
          const LogThread& log) {
  FleetReload reload(io, gateway, std::move(standing));
  SystemClock clock(io);
  Supervisor supervisor(io, clock,
                        {[&](const std::string& by, const FleetReload::Done& done) { reload(by, done); },
                         [&](std::function<void()> done) { gateway.stop(std::move(done)); }});
  const auto started = gateway.start([&](const std::string& why) { supervisor.give_up(why); }, supervisor);
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

int run(const FleetPlace& place) {
  auto loaded = load_fleet_at(place);
  if (!loaded.problems.empty()) {
    std::cerr << config::to_text(loaded.problems);
    return kConfiguration;
  }
  set_log(loaded.fleet.gateway.log);
  say_notes(loaded.notes);

  warn_of_root();
  auto directory = StateDirectory::open(loaded.fleet.gateway.state_directory);
  if (!directory) return failed(directory.error());
  FleetReload::Standing standing{place, std::make_shared<const confine::Confinement>(confine_to(loaded)),
                                 outline_of(loaded.fleet)};

  boost::asio::io_context io{1};
  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(*directory));
  if (!gateway) return failed(gateway.error());
  (*gateway)->note_confined(confinement_view(*standing.confinement));
  int code = kFailed;
  {
    LogThread log;
    code = serve(io, **gateway, std::move(standing), log);
    gateway->reset();
  }
  return leave(io, code);
}

}  // namespace

void add_run(const Command& program, Chosen& chosen) {
  const Command command = program.add_command(
      "run",
      "Run the gateway. SIGHUP reads the fleet file again (as `gatewarden reload`), SIGTERM stops it.");
  auto options = std::make_shared<FleetPlace>();
  command.text("fleet", options->file, "the fleet file").required();
  command.text("--state-directory", options->state_directory, "instead of gateway.state_directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY");
  command.chosen([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace gatewarden::app

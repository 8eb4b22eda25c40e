// gatewarden run FLEET: the gateway.
#include <malloc.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/app/process/supervisor.hpp"
#include "gateway/app/reload/component_fleet.hpp"
#include "gateway/app/reload/fleet_reload.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  FleetPlace place;
  bool greengrass = false;  // the nucleus tells what the fleet is
};

int serve(boost::asio::io_context& io, Gateway& gateway, FleetReload::Standing standing,
          ComponentFleet* component, const LogThread& log) {
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
  if (component) component->follow(supervisor);
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

// With the fleet file's folder, to write it again.
confine::Confinement confinement_of(const config::Loaded& loaded, const Options& options) {
  if (!options.greengrass || !loaded.fleet.gateway.confine) return confine_to(loaded);
  auto folders = folders_of(loaded);
  confine::add_file(folders, options.place.file, confine::Use::write);
  return confine_to(folders);
}

int run(const Options& options) {
  boost::asio::io_context io{1};
  std::unique_ptr<ComponentFleet> component;
  if (options.greengrass) {
    auto opened = ComponentFleet::open(io, options.place);
    if (!opened) return failed(opened.error());
    component = std::move(*opened);
    if (const auto file = component->wait_for_file(); !file) return failed(file.error());
  }
  const FleetPlace& place = options.place;
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
  FleetReload::Standing standing{
      place, std::make_shared<const confine::Confinement>(confinement_of(loaded, options)),
      outline_of(loaded.fleet)};

  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(*directory));
  if (!gateway) return failed(gateway.error());
  (*gateway)->note_confined(confinement_view(*standing.confinement));
  int code = kFailed;
  {
    LogThread log;
    code = serve(io, **gateway, std::move(standing), component.get(), log);
    gateway->reset();
  }
  return leave(io, code);
}

}  // namespace

void add_run(const Command& program, Chosen& chosen) {
  const Command command = program.add_command(
      "run",
      "Run the gateway. SIGHUP reads the fleet file again (as `gatewarden reload`), SIGTERM stops it.");
  auto options = std::make_shared<Options>();
  command.text("fleet", options->place.file, "the fleet file").required();
  command.text("--state-directory", options->place.state_directory, "instead of gateway.state_directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY");
  command.flag(
      "--greengrass", options->greengrass,
      "as a Greengrass component: write the fleet file from the component's configuration first, and again "
      "whenever that changes");
  command.chosen([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace gatewarden::app

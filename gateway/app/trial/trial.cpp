#include "gateway/app/trial/trial.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <random>
#include <utility>

#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/app/trial/temporary_folder.hpp"
#include "gateway/app/trial/trial_fleet.hpp"
#include "gateway/app/trial/trial_watch.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/mqtt/loopback_sessions.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "gateway/terminal/printer.hpp"

namespace gatewarden::app {
namespace {

// Tells of the gateway, and ends it.
class Watcher {
 public:
  Watcher(boost::asio::io_context& io, Gateway& gateway, Printer& printer, std::optional<Duration> length)
      : gateway_(gateway),
        clock_(io),
        watch_(clock_, gateway.view(), printer),
        end_(clock_.timer([this] { end(); })),
        signals_(io, SIGINT, SIGTERM) {
    if (length) end_->arm(clock_.now() + *length);
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      interrupted_ = true;
      give_signals_back();
      end();
    });
  }

  void give_up(std::string why) {
    gave_up_ = std::move(why);
    end();
  }
  Result<bool> outcome() const {
    if (!gave_up_.empty()) return Error{gave_up_};
    return taken_;
  }
  bool interrupted() const { return interrupted_; }
  // From now on a signal ends the process at once: a second Ctrl-C, or one while the last page waits for its reader.
  void give_signals_back() { signals_.clear(); }

 private:
  // Tells it as it stands now: in the end links and uplink are closed.
  void end() {
    if (std::exchange(ended_, true)) return;
    end_->cancel();
    taken_ = watch_.end();
    gateway_.stop([] {});
  }

  Gateway& gateway_;
  SystemClock clock_;
  TrialWatch watch_;
  std::unique_ptr<Timer> end_;
  boost::asio::signal_set signals_;
  bool ended_ = false, interrupted_ = false, taken_ = false;
  std::string gave_up_;
};

std::string beginning(const config::Loaded& loaded, const std::vector<std::string>& changes, bool kept) {
  std::string said;
  for (const std::string& change : changes) said += printable(change) + "\n";
  return said + "state in " + printable(loaded.fleet.gateway.state_directory) +
         (kept ? "" : ", removed at the end") + "\n\n";
}

Result<bool> serve(boost::asio::io_context& io, config::Loaded loaded, StateDirectory directory,
                   const std::string& said, const TrialOptions& options) {
  const auto confined = confinement_view(confine_to(loaded));
  Printer printer(STDOUT_FILENO);
  printer.print(said);
  SystemClock clock(io);
  const auto sessions = mqtt::loopback_sessions(io);
  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(directory), sessions);
  if (!gateway) return Error{gateway.error()};
  (*gateway)->note_confined(confined);
  const LogThread log;
  StandIn stand_in({.floor = options.floor}, clock, sessions, std::random_device{}());
  stand_in.start();
  Watcher watcher(io, **gateway, printer, options.length);
  status::NoReloads no_reloads;
  const auto started =
      (*gateway)->start([&watcher](const std::string& why) { watcher.give_up(why); }, no_reloads);
  if (!started) return Error{started.error()};
  io.run();
  gateway->reset();
  watcher.give_signals_back();
  if (!watcher.interrupted()) printer.wait(std::nullopt);  // in a pager the last page may be read for long
  return watcher.outcome();
}

}  // namespace

Result<bool> run_trial(boost::asio::io_context& io, config::Loaded loaded, const TrialOptions& options) {
  std::optional<TemporaryFolder> folder;
  std::string& state = loaded.fleet.gateway.state_directory;
  state = options.state_directory;
  if (state.empty()) {
    auto made = TemporaryFolder::make("gatewarden-try");
    if (!made) return Error{made.error()};
    state = folder.emplace(std::move(*made)).path();
  }
  const auto changes = turn_into_trial(loaded.fleet, options.floor);
  auto directory = StateDirectory::open(state);
  if (!directory) return Error{directory.error()};
  const std::string said = beginning(loaded, changes, !folder);
  return serve(io, std::move(loaded), std::move(*directory), said, options);
}

}  // namespace gatewarden::app

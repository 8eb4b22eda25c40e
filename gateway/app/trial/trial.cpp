#include "gateway/app/trial/trial.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <random>
#include <utility>

#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/app/trial/temporary_folder.hpp"
#include "gateway/app/trial/trial_fleet.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/mqtt/loopback_sessions.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "gateway/status/show/gateway_page.hpp"
#include "gateway/status/show/trial_account.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

constexpr Duration kBetweenLooks = std::chrono::milliseconds(500);

Screen paper() {
  Screen screen = screen_of(STDOUT_FILENO);
  screen.rows = 0;  // may scroll
  return screen;
}

// Looks at the gateway at intervals, tells what is new, and ends it.
class Watcher {
 public:
  Watcher(boost::asio::io_context& io, Gateway& gateway, std::optional<Duration> length)
      : gateway_(gateway),
        clock_(io),
        look_(clock_.timer([this] { look(); })),
        end_(clock_.timer([this] { end(); })),
        signals_(io, SIGINT, SIGTERM) {
    look_->arm(clock_.now() + kBetweenLooks);
    if (length) end_->arm(clock_.now() + *length);
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) end();
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

 private:
  void look() {
    std::cout << account_.tell(snapshot(), paper()) << std::flush;
    look_->arm(clock_.now() + kBetweenLooks);
  }

  // As it stands now: in the end links and uplink are closed.
  void end() {
    if (std::exchange(ended_, true)) return;
    look_->cancel();
    end_->cancel();
    signals_.cancel();
    const auto last = snapshot();
    taken_ = status::all_taken(last);
    std::cout << account_.tell(last, paper()) << "\n"
              << status::gateway_page(last, paper()) << status::trial_verdict(last) << "\n"
              << std::flush;
    gateway_.stop([] {});
  }

  status::GatewaySnapshot snapshot() const { return gateway_.view().snapshot(status::Depth::children); }

  Gateway& gateway_;
  SystemClock clock_;
  status::TrialAccount account_;
  std::unique_ptr<Timer> look_, end_;
  boost::asio::signal_set signals_;
  bool ended_ = false, taken_ = false;
  std::string gave_up_;
};

void say_beginning(const config::Loaded& loaded, const std::vector<std::string>& changes, bool kept) {
  for (const std::string& change : changes) std::cout << printable(change) << "\n";
  std::cout << "state in " << printable(loaded.fleet.gateway.state_directory)
            << (kept ? "" : ", removed at the end") << "\n\n"
            << std::flush;
}

Result<bool> serve(boost::asio::io_context& io, config::Loaded loaded, StateDirectory directory,
                   const TrialOptions& options) {
  const auto confined = confinement_view(confine_to(loaded));
  SystemClock clock(io);
  const auto sessions = mqtt::loopback_sessions(io);
  auto gateway = Gateway::open(io, std::move(loaded.fleet), std::move(directory), sessions);
  if (!gateway) return Error{gateway.error()};
  (*gateway)->note_confined(confined);
  const LogThread log;
  StandIn stand_in({.floor = options.floor}, clock, sessions, std::random_device{}());
  stand_in.start();
  Watcher watcher(io, **gateway, options.length);
  status::NoReloads no_reloads;
  const auto started =
      (*gateway)->start([&watcher](const std::string& why) { watcher.give_up(why); }, no_reloads);
  if (!started) return Error{started.error()};
  io.run();
  gateway->reset();
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
  say_beginning(loaded, changes, !folder);
  return serve(io, std::move(loaded), std::move(*directory), options);
}

}  // namespace gatewarden::app

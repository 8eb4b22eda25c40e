#include "gateway/app/process/supervisor.hpp"

#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

#include "gateway/app/process/service_manager.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

// One event per problem of the file, up to the bound.
void say_refused(std::string_view why) {
  constexpr int kMaxSaid = 20;
  for (int said = 0; !why.empty() && said < kMaxSaid; ++said) {
    const auto end = std::min(why.find('\n'), why.size());
    if (end > 0)
      log::error("app", "reload_refused", {{"why", why.substr(0, end)}, {"now", "the old fleet goes on"}});
    why.remove_prefix(std::min(end + 1, why.size()));
  }
}

}  // namespace

Supervisor::Supervisor(boost::asio::io_context& io, Clock& clock, Gateway gateway)
    : gateway_(std::move(gateway)), clock_(clock), signals_(io, SIGTERM, SIGINT, SIGHUP) {}

void Supervisor::start() {
  tell_service_manager("READY=1");
  if (const auto patience = watchdog_patience()) {
    watchdog_ = clock_.timer([this, patience] { show_life(*patience); });
    show_life(*patience);
  }
  wait();
}

// From the loop itself, so that one that hangs falls silent.
void Supervisor::show_life(Duration patience) {
  tell_service_manager("WATCHDOG=1");
  watchdog_->arm(clock_.now() + patience / 2);
}

void Supervisor::wait() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      reload("SIGHUP");
      wait();
    } else {
      log::info("app", "stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      stop();
    }
  });
}

void Supervisor::reload(std::uint32_t uid, Done done) {
  reload("uid " + std::to_string(uid), std::move(done));
}

void Supervisor::reload(const std::string& by, Done done) { reload({by, std::move(done)}); }

void Supervisor::reload(Asked asked) {
  // Of signals one waits for all; orders are as many as clients of the control socket.
  const bool waits =
      !asked.done && std::any_of(asked_.begin(), asked_.end(), [](const Asked& each) { return !each.done; });
  if (!waits) asked_.push_back(std::move(asked));
  if (!reloading_) return begin_reload();
  log::info("app", "reload_put_off", {{"until", "the one under way has ended"}});
}

void Supervisor::begin_reload() {
  reloading_ = true;
  under_way_ = std::exchange(asked_, {});
  std::string by;
  for (const Asked& each : under_way_) by += (by.empty() ? "" : ", ") + each.by;
  tell_service_manager("RELOADING=1");
  gateway_.reload(by, [this](const status::ReloadAnswer& answer) { reloaded(answer); });
}

void Supervisor::reloaded(const status::ReloadAnswer& answer) {
  if (const auto* refused = std::get_if<status::RefusedRequest>(&answer)) say_refused(refused->sentence);
  reloading_ = false;
  tell_service_manager("READY=1");
  for (const Asked& each : std::exchange(under_way_, {})) {
    if (each.done) each.done(answer);
  }
  if (!asked_.empty() && !reloading_) begin_reload();
}

void Supervisor::give_up(const std::string& why) {
  if (!gave_up_.empty()) return;
  gave_up_ = why;
  log::error("app", "given_up", {{"why", why}});
  stop();
}

void Supervisor::stop() {
  tell_service_manager("STOPPING=1");
  // A second signal ends the process at once, as with Ctrl-C twice.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  signals_.cancel();
  watchdog_.reset();  // for the time of stopping the service manager has a bound of its own
  gateway_.stop([] { log::info("app", "stopped"); });
}

}  // namespace gatewarden::app

#include "gateway/app/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

// sd_notify(3): a datagram to the socket $NOTIFY_SOCKET names; a leading '@' means an abstract one.
void tell_service_manager(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!path || std::strlen(path) == 0 || std::strlen(path) >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<sockaddr*>(&address), length);
  ::close(socket);
}

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

Supervisor::Supervisor(boost::asio::io_context& io, Gateway gateway)
    : gateway_(std::move(gateway)), signals_(io, SIGTERM, SIGINT, SIGHUP) {}

void Supervisor::start() {
  tell_service_manager("READY=1");
  wait();
}

void Supervisor::wait() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      reload();
      wait();
    } else {
      log::info("app", "stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      stop();
    }
  });
}

void Supervisor::reload() {
  again_ = std::exchange(reloading_, true);
  if (again_) {
    log::info("app", "reload_put_off", {{"until", "the one under way has ended"}});
    return;
  }
  tell_service_manager("RELOADING=1");
  gateway_.reload([this](const Result<void>& done) { reloaded(done); });
}

void Supervisor::reloaded(const Result<void>& done) {
  if (!done) say_refused(done.error());
  reloading_ = false;
  tell_service_manager("READY=1");
  if (again_) reload();
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
  gateway_.stop([] { log::info("app", "stopped"); });
}

}  // namespace gatewarden::app

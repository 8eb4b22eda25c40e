#include "gateway/app/process/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace gatewarden::app {
namespace {

constexpr std::uint64_t kMaxMicroseconds = 1'000'000ull * 86'400 * 365;  // nobody waits longer

// Of an environment variable that is one whole number; else nothing.
std::optional<std::uint64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (!text) return std::nullopt;
  const char* end = text + std::strlen(text);
  std::uint64_t number = 0;
  const auto [stopped, error] = std::from_chars(text, end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

// A datagram to the socket $NOTIFY_SOCKET names; a leading '@' means an abstract one.
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

std::optional<Duration> watchdog_patience() {
  const auto microseconds = number_in("WATCHDOG_USEC");
  if (!microseconds || *microseconds == 0 || *microseconds > kMaxMicroseconds) return std::nullopt;
  const auto process = number_in("WATCHDOG_PID");
  if (process && *process != static_cast<std::uint64_t>(::getpid())) return std::nullopt;
  return std::chrono::microseconds(*microseconds);
}

}  // namespace gatewarden::app

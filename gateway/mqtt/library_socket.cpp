#include "gateway/mqtt/library_socket.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "gateway/mqtt/way_inside.hpp"

namespace gatewarden::mqtt {
namespace {

// A handshake with our own machine is over at once, or never.
constexpr int kPatienceMilliseconds = 20;
constexpr int kPlaces = 64;

// Closed at the end of its scope.
struct Descriptor {
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  const int number;
};

bool listens(int listener, sockaddr_in& at) {
  at = {};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  return listener >= 0 && ::bind(listener, reinterpret_cast<const sockaddr*>(&at), size) == 0 &&
         ::listen(listener, kPlaces) == 0 &&
         ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0;
}

// The library would wait for as long as TCP does.
bool is_reached(const sockaddr_in& at) {
  const Descriptor trial(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (trial.number < 0) return false;
  if (::connect(trial.number, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd wait{.fd = trial.number, .events = POLLOUT, .revents = 0};
  errno = ETIMEDOUT;
  return ::poll(&wait, 1, kPatienceMilliseconds) == 1 && (wait.revents & (POLLERR | POLLHUP)) == 0;
}

}  // namespace

LibrarySocket::~LibrarySocket() {
  if (ours_ >= 0) ::close(ours_);
}

Result<void> LibrarySocket::join(const std::function<int(std::uint16_t)>& connect) {
  if (const std::string why = why_no_way_inside(); !why.empty()) return Error{why};
  const Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  if (!listens(listener.number, at) || !is_reached(at)) return Error{no_way_inside(errno)};
  const int theirs = connect(ntohs(at.sin_port));
  if (theirs < 0) return Error{no_way_inside(errno)};
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return Error{no_way_inside(errno)};
  ours_ = pair[0];
  const Descriptor other(pair[1]);
  if (::dup3(other.number, theirs, O_CLOEXEC) < 0) return Error{no_way_inside(errno)};
  theirs_ = theirs;
  return {};
}

std::size_t LibrarySocket::give(Octets bytes) const {
  const ssize_t count = ::send(ours_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::size_t LibrarySocket::take(std::span<std::uint8_t> into) const {
  const ssize_t count = ::recv(ours_, into.data(), into.size(), 0);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

bool LibrarySocket::has_unread() const {
  int count = 0;
  return ::ioctl(theirs_, FIONREAD, &count) == 0 && count > 0;
}

}  // namespace gatewarden::mqtt

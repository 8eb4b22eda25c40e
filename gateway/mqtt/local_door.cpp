#include "gateway/mqtt/local_door.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include "gateway/mqtt/way_inside.hpp"

namespace gatewarden::mqtt {
namespace {

using boost::asio::ip::tcp;
// The lowest free descriptor is given, so a new one does not lie behind so many closed ones.
constexpr int kMostClosed = 1024;

using NameOf = int (*)(int, sockaddr*, socklen_t*);

bool has_end(int descriptor, NameOf name_of, const tcp::endpoint& end) {
  tcp::endpoint found;
  auto size = static_cast<socklen_t>(found.capacity());
  if (name_of(descriptor, found.data(), &size) != 0 || size > found.capacity()) return false;
  if (found.data()->sa_family != AF_INET) return false;
  found.resize(size);
  return found == end;
}

}  // namespace

int own_other_end(tcp::socket& accepted) {
  boost::system::error_code failed;
  const tcp::endpoint ours = accepted.local_endpoint(failed), theirs = accepted.remote_endpoint(failed);
  if (failed) return -1;
  int closed = 0;
  for (int descriptor = 0; closed < kMostClosed; ++descriptor) {
    if (has_end(descriptor, &getsockname, theirs) && has_end(descriptor, &getpeername, ours))
      return descriptor;
    closed = fcntl(descriptor, F_GETFD) < 0 ? closed + 1 : 0;
  }
  return -1;
}

Result<std::uint16_t> LocalDoor::open() {
  // The library would only say that it could not connect.
  if (const std::string why = why_no_way_inside(); !why.empty()) return Error{why};
  boost::system::error_code failed;
  const auto at = tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0);
  door_.open(at.protocol(), failed);
  if (!failed) door_.bind(at, failed);
  if (!failed) door_.listen(tcp::acceptor::max_listen_connections, failed);
  if (failed) return Error{no_way_inside(failed.value())};
  return door_.local_endpoint(failed).port();
}

void LocalDoor::await(std::function<void(Result<tcp::socket>)> entered) {
  door_.async_accept([weak = weak_from_this(), entered = std::move(entered)](
                         const boost::system::error_code& failed, tcp::socket peer) mutable {
    const auto door = weak.lock();
    if (!door || !door->door_.is_open()) return;
    if (failed) return entered(Error{no_way_inside(failed.value())});
    const int other_end = own_other_end(peer);
    if (other_end < 0) {
      if (++door->strangers_ < kMaxStrangers) return door->await(std::move(entered));
      door->close();
      return entered(
          Error{"other programs of this machine keep connecting to a port of ours that is not for them"});
    }
    door->close();
    // The library reads as fast as it is given to; what it may be given is bounded here.
    setsockopt(other_end, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
    setsockopt(peer.native_handle(), SOL_SOCKET, SO_SNDBUF, &kBufferBytes, sizeof kBufferBytes);
    entered(std::move(peer));
  });
}

void LocalDoor::close() {
  boost::system::error_code ignored;
  door_.close(ignored);
}

}  // namespace gatewarden::mqtt

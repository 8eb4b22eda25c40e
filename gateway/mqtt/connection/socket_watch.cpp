#include "gateway/mqtt/connection/socket_watch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace gatewarden::mqtt {

using boost::asio::posix::stream_descriptor;
using boost::system::error_code;

void SocketWatch::begin(std::weak_ptr<void> owner, Events events) {
  owner_ = std::move(owner);
  events_ = std::move(events);
}

error_code SocketWatch::adopt(int socket) {
  close();
  reading_ = false;
  error_code failed;
  inlet_.assign(dup(socket), failed);
  return failed;
}

void SocketWatch::wait_readable() {
  if (reading_ || !inlet_.is_open()) return;
  reading_ = true;
  inlet_.async_wait(stream_descriptor::wait_read, [this, weak = owner_](const error_code& error) {
    const auto owner = weak.lock();
    if (!owner || error) return;
    reading_ = false;
    events_.readable();
  });
}

error_code SocketWatch::wait_writable() {
  error_code failed;
  if (outlet_.is_open() || !inlet_.is_open()) return failed;
  outlet_.assign(dup(inlet_.native_handle()), failed);
  if (failed) return failed;
  outlet_.async_wait(stream_descriptor::wait_write, [this, weak = owner_](const error_code& error) {
    const auto owner = weak.lock();
    if (!owner || error) return;
    error_code ignored;
    outlet_.close(ignored);
    events_.writable();
  });
  return failed;
}

// A write by the owner may have taken the error: then only the missing peer shows it.
int SocketWatch::connect_failure() {
  const int socket = inlet_.native_handle();
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return error;
  sockaddr_storage peer{};
  size = sizeof peer;
  return getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 ? 0 : ECONNREFUSED;
}

void SocketWatch::close() {
  error_code ignored;
  inlet_.close(ignored);
  outlet_.close(ignored);
}

}  // namespace gatewarden::mqtt

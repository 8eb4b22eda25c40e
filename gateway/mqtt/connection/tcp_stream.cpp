#include "gateway/mqtt/connection/tcp_stream.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gateway/base/text/errno_words.hpp"

namespace gatewarden::mqtt {

std::string TcpStream::connect(const boost::asio::ip::tcp::endpoint& address) {
  close();
  socket_ = ::socket(address.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (socket_ < 0) return errno_words(errno);
  const int at_once = 1;  // packets are whole: waiting for more of them gains nothing
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (const auto failed = watch_.adopt(socket_)) return errno_words(failed.value());
  if (::connect(socket_, address.data(), static_cast<socklen_t>(address.size())) != 0 && errno != EINPROGRESS)
    return std::strerror(errno);
  if (const auto failed = watch_.wait_writable()) return errno_words(failed.value());
  return "";
}

std::string TcpStream::connect_failure() {
  const int failure = watch_.connect_failure();
  return failure ? std::strerror(failure) : "";
}

std::size_t TcpStream::read(std::span<std::uint8_t> into) {
  if (socket_ < 0) return 0;
  const ssize_t count = ::recv(socket_, into.data(), into.size(), 0);
  if (count > 0) return static_cast<std::size_t>(count);
  if (over()) return 0;
  if (count == 0) {
    why_ = "closed by the other side";
  } else {
    fail(errno);
  }
  return 0;
}

void TcpStream::write(Octets bytes) {
  if (socket_ < 0 || over() || bytes.empty()) return;
  if (unsent() == 0) bytes = bytes.subspan(send(bytes));
  unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
  if (unsent() > 0 && !over()) {
    if (const auto failed = watch_.wait_writable()) why_ = failed.message();
  }
}

void TcpStream::flush() {
  sent_ += send(Octets(unsent_).subspan(sent_));
  if (unsent() == 0) {
    unsent_.clear();
    sent_ = 0;
  } else if (!over()) {
    if (const auto failed = watch_.wait_writable()) why_ = failed.message();
  }
}

std::size_t TcpStream::send(Octets bytes) {
  if (socket_ < 0 || over() || bytes.empty()) return 0;
  const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count >= 0) return static_cast<std::size_t>(count);
  fail(errno);
  return 0;
}

void TcpStream::fail(int error) {
  if (error != EAGAIN && error != EWOULDBLOCK && error != EINTR) why_ = std::strerror(error);
}

void TcpStream::close() {
  watch_.close();
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

}  // namespace gatewarden::mqtt

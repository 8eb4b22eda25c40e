// A peer with a bare socket: sends what a test says, in any pieces, and reads.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace gatewarden::status {

class RawPeer {
 public:
  static RawPeer to(const std::filesystem::path& file) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, file.c_str(), sizeof address.sun_path - 1);
    return RawPeer(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
                   reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  // From 127.0.0.`from`.
  static RawPeer to(std::uint16_t port, unsigned from = 1) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & ~0xFFU) | from);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int small = 4096;  // so that who does not read holds up the other side soon
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return RawPeer(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  RawPeer(RawPeer&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  ~RawPeer() {
    if (socket_ >= 0) ::close(socket_);
  }

  bool connected() const { return socket_ >= 0; }
  bool send(std::string_view bytes) const {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  void end_sending() const { ::shutdown(socket_, SHUT_WR); }
  // Through `end`, or until the other side closes. Empty if neither comes within 20 s.
  std::string read_to(std::string_view end) const {
    std::string read;
    char piece[65536];
    while (end.empty() || read.size() < end.size() ||
           read.compare(read.size() - end.size(), end.size(), end) != 0) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 20'000) <= 0) return "";
      const auto count = ::recv(socket_, piece, sizeof piece, 0);
      if (count <= 0) break;
      read.append(piece, static_cast<std::size_t>(count));
    }
    return read;
  }
  std::string read_to_end() const { return read_to(""); }
  // What has come by now.
  std::string read_some() const {
    char piece[65536];
    const auto count = ::recv(socket_, piece, sizeof piece, MSG_DONTWAIT);
    return count > 0 ? std::string(piece, static_cast<std::size_t>(count)) : "";
  }
  // The other side closed, and nothing is left to read.
  bool hung_up() const {
    char next = 0;
    const auto count = ::recv(socket_, &next, 1, MSG_DONTWAIT | MSG_PEEK);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
  }

 private:
  RawPeer(int socket, const sockaddr* address, socklen_t size) : socket_(socket) {
    if (::connect(socket_, address, size) != 0) {
      ::close(socket_);
      socket_ = -1;
    }
  }
  int socket_;
};

}  // namespace gatewarden::status

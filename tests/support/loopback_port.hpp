// Loopback ports for servers that cannot choose a free one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"

namespace gatewarden::test {

// Free when asked; if another process takes it, ask again.
inline std::uint16_t free_loopback_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    close(fd);
    throw std::runtime_error("no free loopback port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

// `at`: 127.0.0.1 or ::1.
inline bool accepts_connections(std::uint16_t port, const std::string& at = "127.0.0.1") {
  const bool six = at.find(':') != std::string::npos;
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(port);
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 other{};
  other.sin6_family = AF_INET6;
  other.sin6_port = htons(port);
  other.sin6_addr = in6addr_loopback;
  const int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
  const bool ok = (six ? connect(fd, reinterpret_cast<sockaddr*>(&other), sizeof other)
                       : connect(fd, reinterpret_cast<sockaddr*>(&four), sizeof four)) == 0;
  close(fd);
  return ok;
}

// True once the port accepts. False if the server ended (the port was taken), or was ended since it
// did not accept within 10 s.
inline bool serves(ChildProcess& server, std::uint16_t port, const std::string& at = "127.0.0.1") {
  const bool decided = eventually([&] { return !server.running() || accepts_connections(port, at); },
                                  std::chrono::seconds(10));
  if (!decided) server.end();
  return decided && server.running();
}

}  // namespace gatewarden::test

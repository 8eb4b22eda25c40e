#include "gateway/mqtt/connection/socket_watch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>

using gatewarden::mqtt::SocketWatch;

TEST_CASE("a socket whose error somebody else has taken is seen not to be connected by its missing peer") {
  boost::asio::io_context io;
  SocketWatch watch(io);
  const int alone = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) == 0);
  REQUIRE_FALSE(watch.adopt(alone));
  CHECK(watch.connect_failure() == ECONNREFUSED);
  REQUIRE_FALSE(watch.adopt(pair[0]));
  CHECK(watch.connect_failure() == 0);
  for (const int socket : {alone, pair[0], pair[1]}) ::close(socket);
}

// A connection whose other side takes nothing, and what the kernel is told of it.
#include "adapters/modbus/transport/tcp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio.hpp>
#include <catch2/catch.hpp>

#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using boost::asio::ip::tcp;

namespace {

struct Listener final : StreamListener {
  void opened() override { open = true; }
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble& trouble) override { why = trouble.why; }
  bool open = false;
  std::string why;
};

struct Site {
  Site() {
    tcp::socket ours(io);
    ours.connect(door.local_endpoint());
    door.accept(peer);
    socket = ours.native_handle();
    connection->adopt(std::move(ours));
    REQUIRE(test::run_until(io, [&] { return listener.open; }));
  }
  ~Site() { connection->abandon(); }

  boost::asio::io_context io;
  ManualClock clock;
  Listener listener;
  tcp::acceptor door{io, {boost::asio::ip::address_v4::loopback(), 0}};
  tcp::socket peer{io};
  std::shared_ptr<TcpConnection> connection = std::make_shared<TcpConnection>(io, clock, 260, listener);
  int socket = -1;  // ours
};

}  // namespace

TEST_CASE("who takes nothing of what it is sent is hung up on, with words, before memory is spent on it") {
  Site site;
  const std::vector<std::uint8_t> request(1024, 1);
  // Far more than the network between them holds.
  for (int i = 0; i < 64 * 1024 && site.listener.why.empty(); ++i) {
    site.connection->send(request);
    site.io.restart();
    site.io.poll();
  }
  CHECK(site.listener.why == "the other side takes nothing of what it is sent");
}

TEST_CASE("what the network does not take yet is kept, up to 64 KiB, and arrives whole") {
  Site site;
  const int least = 1;
  REQUIRE(::setsockopt(site.socket, SOL_SOCKET, SO_SNDBUF, &least, sizeof least) == 0);
  REQUIRE(::setsockopt(site.peer.native_handle(), SOL_SOCKET, SO_RCVBUF, &least, sizeof least) == 0);
  const std::vector<std::uint8_t> request(1024, 1);
  for (int i = 0; i < 64; ++i) site.connection->send(request);
  std::vector<std::uint8_t> heard(request.size() * 64);
  bool whole = false;
  boost::asio::async_read(site.peer, boost::asio::buffer(heard),
                          [&whole](const boost::system::error_code& error, std::size_t) { whole = !error; });
  site.io.restart();
  CHECK(test::run_until(site.io, [&] { return whole || !site.listener.why.empty(); }));
  CHECK(whole);
}

TEST_CASE("a connection sends at once, and the kernel finds out when its other side is gone") {
  const Site site;
  const auto option = [&site](int level, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(site.socket, level, name, &value, &size) == 0);
    return value;
  };
  CHECK(option(IPPROTO_TCP, TCP_NODELAY) != 0);
  CHECK(option(SOL_SOCKET, SO_KEEPALIVE) != 0);
  CHECK(option(IPPROTO_TCP, TCP_USER_TIMEOUT) == 15'000);
}

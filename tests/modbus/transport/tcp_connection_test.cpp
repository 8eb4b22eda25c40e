// A connection whose other side takes nothing.
#include "adapters/modbus/transport/tcp_connection.hpp"

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

}  // namespace

TEST_CASE("who takes nothing of what it is sent is hung up on, with words, before memory is spent on it") {
  boost::asio::io_context io;
  ManualClock clock;
  Listener listener;
  tcp::acceptor door(io, {boost::asio::ip::address_v4::loopback(), 0});
  tcp::socket peer(io), ours(io);
  ours.connect(door.local_endpoint());
  door.accept(peer);
  const auto connection = std::make_shared<TcpConnection>(io, clock, 260, listener);
  connection->adopt(std::move(ours));
  REQUIRE(test::run_until(io, [&] { return listener.open; }));
  const std::vector<std::uint8_t> request(1024, 1);
  // Far more than the network between them holds.
  for (int i = 0; i < 64 * 1024 && listener.why.empty(); ++i) {
    connection->send(request);
    io.restart();
    io.poll();
  }
  CHECK(listener.why == "the other side takes nothing of what it is sent");
  connection->abandon();
}

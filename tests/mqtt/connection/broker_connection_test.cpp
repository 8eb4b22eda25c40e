// The way to a broker, step by step, with peers that answer at once.
#include "gateway/mqtt/connection/broker_connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "tests/support/run_until.hpp"

using namespace gatewarden;
using boost::asio::ip::tcp;

TEST_CASE("what a proxy sends behind its blank line is the broker's first word") {
  boost::asio::io_context io;
  tcp::acceptor door(io, {boost::asio::ip::address_v4::loopback(), 0});
  tcp::socket proxy(io);
  door.async_accept(proxy, [&proxy](const boost::system::error_code& failed) {
    boost::system::error_code ignored;
    if (!failed)
      boost::asio::write(proxy, boost::asio::buffer(std::string("HTTP/1.1 200 OK\r\n\r\nhello")), ignored);
  });
  mqtt::Target target;
  target.host = "broker.test";
  target.proxy = mqtt::Proxy{.host = "127.0.0.1", .port = door.local_endpoint().port()};
  const auto connection = std::make_shared<mqtt::BrokerConnection>(io, target, door.local_endpoint());
  bool open = false;
  std::string why;
  connection->open([] {},
                   [&](const std::optional<mqtt::BrokerConnection::Failure>& failure) {
                     open = !failure;
                     if (failure) why = failure->why;
                   });
  REQUIRE(test::run_until(io, [&] { return open || !why.empty(); }));
  CHECK(why.empty());
  std::array<std::uint8_t, 16> word{};
  REQUIRE(connection->read(word) == 5);
  CHECK(std::string(word.begin(), word.begin() + 5) == "hello");
  CHECK(connection->read(word) == 0);
  connection->close();
}

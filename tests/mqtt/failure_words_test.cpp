// Why an uplink's connection failed, where a second try does better than the first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>
#include <functional>

#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

TEST_CASE(
    "a peer that hangs up at once: the client's own words, and how far a second try came, with the address") {
  boost::asio::io_context io;
  tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
  std::function<void()> hang_up_on_all = [&] {
    acceptor.async_accept([&](auto error, tcp::socket socket) {
      if (error) return;
      socket.close();
      hang_up_on_all();
    });
  };
  hang_up_on_all();
  const std::string port = std::to_string(acceptor.local_endpoint().port());
  mqtt::Target target;
  target.host = "localhost";
  target.port = acceptor.local_endpoint().port();
  target.client_id = "plant7-gw";
  Heard heard;
  const auto session = mqtt::paho_sessions(io)(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.lost.has_value(); }));
  CHECK_THAT(*heard.lost,
             Contains("no connection to localhost:" + port + ": the client said: Paho's return code"));
  CHECK_THAT(*heard.lost, Contains("a second try got as far as a TCP connection with localhost:" + port +
                                   ", at 127.0.0.1:" + port));
  CHECK_THAT(*heard.lost, !Contains("does not greet"));
}

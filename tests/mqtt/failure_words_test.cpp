// Why a connection failed: of the one that failed, with its address.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>
#include <functional>

#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

TEST_CASE("a peer that hangs up instead of a greeting is said so, with its address") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
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
  const auto sessions = std::string(kind) == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io);
  const auto session = sessions(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.lost.has_value(); }));
  CHECK_THAT(*heard.lost, Contains("no CONNACK from localhost:" + port + " (127.0.0.1): ") &&
                              (Contains("closed by the other side") || Contains("Connection reset by peer")));
  CHECK_THAT(*heard.lost, !Contains("does not greet") && !Contains("Paho"));
}

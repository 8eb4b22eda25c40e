// A session that is paused for longer than its keep-alives: a broker that answers them keeps it, a dead one does not.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <optional>

#include "gateway/mqtt/mosquitto_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

// MQTT 5; orders a keep-alive of one second (3.2.2.3.14), sends a message, and answers keep-alives.
struct Broker {
  explicit Broker(boost::asio::io_context& io) : door(io, {boost::asio::ip::address_v4::loopback(), 0}) {
    door.async_accept([this](const boost::system::error_code& error, tcp::socket came) {
      if (error) return;
      peer.emplace(std::move(came));
      listen();
    });
  }
  void listen() {
    peer->async_read_some(boost::asio::buffer(packet),
                          [this](const boost::system::error_code& error, std::size_t n) {
                            if (error) return;
                            if (packet[0] == '\x10') send(std::string("\x20\x06\x00\x00\x03\x13\x00\x01", 8));
                            for (std::size_t at = 0; at + 1 < n; at += 2) {
                              if (packet[at] != '\xC0') break;
                              ++pings;
                              if (alive) send(std::string("\xD0\x00", 2));
                            }
                            listen();
                          });
  }
  void send(const std::string& bytes) {
    boost::system::error_code ignored;
    boost::asio::write(*peer, boost::asio::buffer(bytes), ignored);
  }
  tcp::acceptor door;
  std::optional<tcp::socket> peer;
  std::array<char, 4096> packet{};
  int pings = 0;
  bool alive = true;
};

struct Site {
  Site() {
    mqtt::Target target;
    target.host = "127.0.0.1";
    target.port = broker.door.local_endpoint().port();
    target.client_id = "site";
    session = mqtt::mosquitto_sessions(io)(target);
    session->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return heard.connected.has_value(); }));
    session->pause();
  }
  // So many keep-alives more.
  bool pings(int more) {
    const int then = broker.pings + more;
    return run_until(io, [&] { return broker.pings >= then || heard.lost; }) && !heard.lost;
  }
  boost::asio::io_context io;
  Broker broker{io};
  Heard heard;
  std::unique_ptr<mqtt::Session> session;
};

}  // namespace

TEST_CASE("a session that is paused over many keep-alives stays with a broker that answers them") {
  Site site;
  site.broker.send(
      std::string("\x30\x05\x00\x01"
                  "a\x00"
                  "7",
                  7));
  CHECK(site.pings(8));  // four keep-alives
  CHECK(site.heard.messages.empty());
  site.session->resume();
  CHECK(run_until(site.io, [&] { return site.heard.messages.size() == 1; }));
  CHECK(site.pings(3));
  CHECK_FALSE(site.heard.lost);
}

TEST_CASE("a broker that died during the pause is given up on after it") {
  Site site;
  CHECK(site.pings(2));
  site.broker.alive = false;
  CHECK(site.pings(4));
  site.session->resume();
  REQUIRE(run_until(site.io, [&] { return site.heard.lost.has_value(); }));
  CHECK_THAT(*site.heard.lost, Contains("no answer to a keep-alive"));
}

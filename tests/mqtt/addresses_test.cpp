// Names with several addresses, proxies that answer in pieces, addresses in the place of names.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <list>
#include <memory>

#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/black_hole.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/test_pki.hpp"
#include "tests/support/tls_front.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

const std::string kGreeting("\x20\x03\x00\x00\x00", 5);

// Greets as MQTT 5.
struct Broker {
  explicit Broker(boost::asio::io_context& io, const tcp::endpoint& at) : door(io, at) { accept(); }
  void accept() {
    door.async_accept([this](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      peers.push_back(std::move(peer));
      greet(peers.back());
      accept();
    });
  }
  void greet(tcp::socket& peer) {
    peer.async_read_some(boost::asio::buffer(packet),
                         [&peer](const boost::system::error_code& error, std::size_t) {
                           boost::system::error_code ignored;
                           if (!error) boost::asio::write(peer, boost::asio::buffer(kGreeting), ignored);
                         });
  }
  std::uint16_t port() const { return door.local_endpoint().port(); }
  tcp::acceptor door;
  std::list<tcp::socket> peers;
  std::array<char, 4096> packet{};
};

struct Site {
  explicit Site(const std::string& kind)
      : sessions(kind == "paho" ? mqtt::paho_sessions(io, hosts()) : mqtt::mosquitto_sessions(io, hosts())) {}
  mqtt::Hosts hosts() {
    return [this](const std::string&, std::uint16_t port) {
      mqtt::Addresses found;
      for (const std::string& address : addresses) found.emplace_back(make_address(address), port);
      return found;
    };
  }
  mqtt::Target target(std::uint16_t port) const {
    mqtt::Target target;
    target.host = "cloud.test";
    target.port = port;
    target.client_id = "plant7-gw";
    target.connect_timeout = std::chrono::seconds(3);
    return target;
  }
  // Why it ended; empty: connected.
  std::string attempt(const mqtt::Target& target) {
    heard = {};
    session = sessions(target);
    session->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
    return heard.connected ? "" : *heard.lost;
  }

  boost::asio::io_context io;
  std::vector<std::string> addresses;
  mqtt::SessionFactory sessions;
  Heard heard;
  std::unique_ptr<mqtt::Session> session;
};

}  // namespace

TEST_CASE("a name is reached over the address that is alive, whatever is wrong with the others") {
  const auto* kind = GENERATE("paho", "mosquitto");
  Site site(kind);
  const std::string dead = GENERATE("127.0.0.3", "::1", "255.255.255.255");
  const bool dead_first = GENERATE(true, false);
  CAPTURE(kind, dead, dead_first);
  Broker broker(site.io, {make_address("127.0.0.2"), 0});
  site.addresses =
      dead_first ? std::vector<std::string>{dead, "127.0.0.2"} : std::vector<std::string>{"127.0.0.2", dead};
  CHECK(site.attempt(site.target(broker.port())).empty());
}

TEST_CASE("a name whose second family alone is alive is reached") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  Broker broker(site.io, {make_address("::1"), 0});
  site.addresses = {"127.0.0.2", "127.0.0.3", "::1"};
  CHECK(site.attempt(site.target(broker.port())).empty());
}

TEST_CASE(
    "a silent address costs its share of the time, and the one that worked is tried first from then on") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  Broker broker(site.io, {make_address("127.0.0.2"), 0});
  site.addresses = {"127.0.0.3", "127.0.0.2"};
  {
    const BlackHole hole(site.io, {make_address("127.0.0.3"), broker.port()});
    CHECK(site.attempt(site.target(broker.port())).empty());
  }
  const Broker awakened(site.io, {make_address("127.0.0.3"), broker.port()});
  CHECK(site.attempt(site.target(broker.port())).empty());
  CHECK(awakened.peers.empty());
  CHECK(broker.peers.size() == 2);
}

TEST_CASE("an address that accepts and says nothing is not the first of the next attempt") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  Broker broker(site.io, {make_address("127.0.0.2"), 0});
  const tcp::acceptor mute(site.io, {make_address("127.0.0.3"), broker.port()});
  site.addresses = {"127.0.0.3", "127.0.0.2"};
  mqtt::Target target = site.target(broker.port());
  target.connect_timeout = std::chrono::milliseconds(600);
  CHECK_THAT(site.attempt(target), Contains("within 600 ms") && Contains("no CONNACK (127.0.0.3)"));
  CHECK(site.attempt(site.target(broker.port())).empty());
}

TEST_CASE("where no address is alive, each is told with its own reason") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  std::uint16_t port = 0;
  {
    const tcp::acceptor gone(site.io, {make_address("127.0.0.2"), 0});
    port = gone.local_endpoint().port();
  }
  site.addresses = {"127.0.0.2", "255.255.255.255"};
  CHECK_THAT(site.attempt(site.target(port)), Contains("no connection to cloud.test:") &&
                                                  Contains("Connection refused (127.0.0.2)") &&
                                                  Contains("Network is unreachable (255.255.255.255)"));
}

TEST_CASE("an IPv6 address in the place of a name works with TLS") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  TestPki pki;
  pki.leaf("six", "ca", "six", "IP:::1");
  Broker broker(io, {boost::asio::ip::address_v4::loopback(), 0});
  TlsFront front(io, broker.port(), {.certificate = pki.certificate("six"), .key = pki.key("six")},
                 boost::asio::ip::address_v6::loopback());
  mqtt::Target target;
  target.host = "::1";
  target.port = front.port();
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  const auto sessions = std::string(kind) == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io);
  Heard heard;
  const auto session = sessions(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
  INFO(heard.lost.value_or(""));
  CHECK(heard.connected);
}

namespace {

// Hangs up on whoever asks it, with words.
struct RefusingProxy {
  RefusingProxy(boost::asio::io_context& io, const tcp::endpoint& at,
                std::string says = "HTTP/1.1 403 no\r\n\r\n")
      : door(io, at), words(std::move(says)) {
    accept();
  }
  void accept() {
    door.async_accept([this](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      ++asked;
      boost::system::error_code ignored;
      boost::asio::write(peer, boost::asio::buffer(words), ignored);
      peer.shutdown(tcp::socket::shutdown_send, ignored);
      peers.push_back(std::move(peer));
      accept();
    });
  }
  tcp::acceptor door;
  const std::string words;
  std::list<tcp::socket> peers;
  int asked = 0;
};

// Answers CONNECT with `pieces`, one after another, then is the broker itself.
struct PiecewiseProxy {
  PiecewiseProxy(boost::asio::io_context& loop, std::vector<std::string> p)
      : io(loop),
        door(loop, {boost::asio::ip::address_v4::loopback(), 0}),
        pieces(std::move(p)),
        peer(loop),
        pause(loop) {
    door.async_accept(peer, [this](const boost::system::error_code& error) {
      if (error) return;
      peer.set_option(tcp::no_delay(true));
      peer.async_read_some(boost::asio::buffer(packet),
                           [this](const boost::system::error_code& e, std::size_t) {
                             if (!e) say(0);
                           });
    });
  }
  void say(std::size_t at) {
    if (at == pieces.size()) {
      peer.async_read_some(boost::asio::buffer(packet),
                           [this](const boost::system::error_code& e, std::size_t) {
                             boost::system::error_code ignored;
                             if (!e) boost::asio::write(peer, boost::asio::buffer(kGreeting), ignored);
                           });
      return;
    }
    boost::system::error_code failed;
    boost::asio::write(peer, boost::asio::buffer(pieces[at]), failed);
    if (failed) return;
    pause.expires_after(std::chrono::milliseconds(pieces.size() < 10 ? 50 : 1));
    pause.async_wait([this, at](const boost::system::error_code& e) {
      if (!e) say(at + 1);
    });
  }
  mqtt::Target target() const {
    mqtt::Target target;
    target.host = "broker.test";
    target.port = 1883;
    target.client_id = "plant7-gw";
    target.proxy = mqtt::Proxy{.host = "127.0.0.1", .port = door.local_endpoint().port()};
    return target;
  }

  boost::asio::io_context& io;
  tcp::acceptor door;
  std::vector<std::string> pieces;
  tcp::socket peer;
  boost::asio::steady_timer pause;
  std::array<char, 4096> packet{};
};

std::string through(std::vector<std::string> pieces, const std::string& kind) {
  boost::asio::io_context io;
  PiecewiseProxy proxy(io, std::move(pieces));
  const auto sessions = kind == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io);
  Heard heard;
  const auto session = sessions(proxy.target());
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
  return heard.connected ? "" : *heard.lost;
}

}  // namespace

TEST_CASE("of several addresses the one that came furthest is told first, with what became of the others") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const bool first = GENERATE(true, false);
  CAPTURE(kind, first);
  Site site(kind);
  const TestPki pki;
  const RefusingProxy no_tls(site.io, {make_address("127.0.0.3"), 0});
  site.addresses = first ? std::vector<std::string>{"127.0.0.3", "127.0.0.2"}
                         : std::vector<std::string>{"127.0.0.2", "127.0.0.3"};
  mqtt::Target target = site.target(no_tls.door.local_endpoint().port());
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  const std::string why = site.attempt(target);
  CHECK_THAT(why, Catch::Matchers::StartsWith("TLS with cloud.test:") && Contains("(at 127.0.0.3; tried: ") &&
                      Contains("Connection refused (127.0.0.2)"));
}

TEST_CASE("what a proxy refuses is not asked again at its other address") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  const RefusingProxy first(site.io, {make_address("127.0.0.2"), 0});
  const RefusingProxy second(site.io, {make_address("127.0.0.3"), first.door.local_endpoint().port()});
  site.addresses = {"127.0.0.2", "127.0.0.3"};
  mqtt::Target target = site.target(8883);
  target.proxy = mqtt::Proxy{.host = "proxy.test", .port = first.door.local_endpoint().port()};
  CHECK_THAT(site.attempt(target), Contains("does not allow connections to cloud.test:8883 (403)"));
  CHECK(first.asked == 1);
  CHECK(second.asked == 0);
}

TEST_CASE("a proxy that hangs up in the midst of its answer is said so") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  const RefusingProxy proxy(site.io, {make_address("127.0.0.2"), 0}, "HTTP/1.1 200 Conn");
  site.addresses = {"127.0.0.2"};
  mqtt::Target target = site.target(8883);
  target.proxy = mqtt::Proxy{.host = "proxy.test", .port = proxy.door.local_endpoint().port()};
  CHECK_THAT(site.attempt(target), Contains("hung up before its answer was complete"));
}

TEST_CASE("a proxy's answer is read to its blank line, however it comes") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  const std::string answer = "HTTP/1.1 200 Connection established\r\nVia: 1.1 gate\r\n\r\n";
  for (const std::size_t cut : {std::size_t{37}, std::size_t{12}, answer.size() - 2})
    CHECK(through({answer.substr(0, cut), answer.substr(cut)}, kind).empty());
  std::vector<std::string> octets;
  for (const char c : answer) octets.emplace_back(1, c);
  CHECK(through(octets, kind).empty());
  CHECK(through({"HTTP/1.0 200 OK\n\n"}, kind).empty());
  CHECK(through({"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", answer}, kind)
            .empty());
}

TEST_CASE("a proxy's answer without an end is given up, as is one that is none") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  CHECK_THAT(through({"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x')}, kind),
             Contains("answers without an end"));
  std::string interim;
  while (interim.size() < 20'000) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK_THAT(through({interim}, kind), Contains("answers without an end"));
  CHECK_THAT(through({"SSH-2.0-OpenSSH_9.2\r\n"}, kind),
             Contains("does not answer as an HTTP proxy: 'SSH-2.0"));
}

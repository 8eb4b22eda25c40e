// Peers that do what a real broker does not: read the TLS greeting, never accept, send
// nonsense, send byte by byte.
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <list>
#include <optional>

#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/black_hole.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/no_descriptors.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/test_pki.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

mqtt::SessionFactory factory(const std::string& kind, boost::asio::io_context& io) {
  return kind == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io);
}

constexpr char kConnack[] = "\x20\x03\x00\x00\x00";
constexpr std::size_t kConnackBytes = 5;

// Greets every `each`-th peer as MQTT 5, and says nothing to the others.
struct GreetingDoor {
  explicit GreetingDoor(boost::asio::io_context& io, std::size_t every = 1)
      : door(io, {boost::asio::ip::address_v4::loopback(), 0}), each(every) {
    accept();
  }
  void accept() {
    door.async_accept([this](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      peers.push_back(std::move(peer));
      boost::system::error_code ignored;
      if ((peers.size() - 1) % each == 0)
        boost::asio::write(peers.back(), boost::asio::buffer(kConnack, kConnackBytes), ignored);
      accept();
    });
  }
  std::uint16_t port() const { return door.local_endpoint().port(); }
  tcp::acceptor door;
  const std::size_t each;
  std::list<tcp::socket> peers;
};

// A TLS front that notes the greeting, hangs up unless it asks for `wanted`, as AWS IoT does on port
// 443, then greets as MQTT 5.
struct GreetingReader {
  GreetingReader(boost::asio::io_context& io, const TestPki& pki, std::string wanted)
      : alpn_wanted(std::move(wanted)),
        context(boost::asio::ssl::context::tls_server),
        door(io, {boost::asio::ip::address_v4::loopback(), 0}),
        stream(io, prepared(pki)) {
    door.async_accept(stream.next_layer(), [this](const boost::system::error_code& error) {
      if (error) return;
      stream.async_handshake(
          boost::asio::ssl::stream_base::server, [this](const boost::system::error_code& failed) {
            if (failed) return;
            const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
            server_name = name ? name : "";
            version = SSL_get_version(stream.native_handle());
            stream.async_read_some(
                boost::asio::buffer(packet), [this](const boost::system::error_code&, std::size_t) {
                  boost::asio::async_write(stream, boost::asio::buffer(kConnack, kConnackBytes),
                                           [](const boost::system::error_code&, std::size_t) {});
                });
          });
    });
  }
  boost::asio::ssl::context& prepared(const TestPki& pki) {
    context.use_certificate_chain_file(pki.certificate("server"));
    context.use_private_key_file(pki.key("server"), boost::asio::ssl::context::pem);
    SSL_CTX_set_alpn_select_cb(context.native_handle(), &GreetingReader::select, this);
    return context;
  }
  static int select(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* in,
                    unsigned size, void* self) {
    auto& reader = *static_cast<GreetingReader*>(self);
    reader.alpn.assign(reinterpret_cast<const char*>(in), size);
    if (reader.alpn.substr(1) != reader.alpn_wanted) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = in + 1;
    *length = in[0];
    return SSL_TLSEXT_ERR_OK;
  }

  const std::string alpn_wanted;
  boost::asio::ssl::context context;
  tcp::acceptor door;
  boost::asio::ssl::stream<tcp::socket> stream;
  std::array<char, 512> packet{};
  std::string alpn, server_name, version;
};

}  // namespace

TEST_CASE("the TLS greeting names the configured host and the ALPN protocol, and is at least 1.2") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const std::string alpn = GENERATE("x-amzn-mqtt-ca", "mqtt");
  CAPTURE(kind, alpn);
  boost::asio::io_context io;
  TestPki pki;
  GreetingReader front(io, pki, alpn);
  const auto sessions = factory(kind, io);
  mqtt::Target target;
  target.host = "localhost";
  target.port = front.door.local_endpoint().port();
  target.client_id = "gw";
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  target.tls->alpn = {alpn};
  Heard heard;
  const auto session = sessions(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
  INFO(heard.lost.value_or(""));
  CHECK(heard.connected);
  CHECK(front.alpn == static_cast<char>(alpn.size()) + alpn);
  CHECK(front.server_name == "localhost");
  CHECK((front.version == "TLSv1.2" || front.version == "TLSv1.3"));
}

TEST_CASE("a host that never takes the connection holds nothing up, and is given up in time") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  const BlackHole hole(io);
  GreetingDoor broker(io);
  const auto sessions = factory(kind, io);
  const auto at = [](std::uint16_t port, std::chrono::milliseconds within) {
    mqtt::Target target;
    target.host = "127.0.0.1";
    target.port = port;
    target.client_id = "gw";
    target.connect_timeout = within;
    return target;
  };
  Heard held, other, in_time;
  // Longer than this test may wait: whoever waits for it is not served.
  const auto patient = sessions(at(hole.port(), std::chrono::minutes(10)));
  patient->connect(held.callbacks());
  const auto neighbour = sessions(at(broker.port(), std::chrono::minutes(10)));
  neighbour->connect(other.callbacks());
  REQUIRE(run_until(io, [&] { return other.connected || held.lost; }));
  CHECK_FALSE(held.lost);
  const auto session = sessions(at(hole.port(), std::chrono::milliseconds(500)));
  session->connect(in_time.callbacks());
  REQUIRE(run_until(io, [&] { return in_time.lost.has_value(); }));
  CHECK_THAT(*in_time.lost, Contains("within 500 ms"));
}

#ifndef GATEWARDEN_TEST_NEEDS_DESCRIPTORS
TEST_CASE(
    "without a descriptor left a session ends with the remedy, the loop rests, and the next one connects") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  GreetingDoor broker(io);
  const auto sessions = factory(kind, io);
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = broker.port();
  target.client_id = "gw";
  Heard starved, fed;
  std::optional<NoDescriptors> none;
  const auto session = sessions(target);
  session->connect(starved.callbacks());
  none.emplace();
  REQUIRE(run_until(io, [&] { return starved.lost.has_value(); }));
  CHECK_THAT(*starved.lost, Contains("Too many open files: raise how many this process may have"));
  std::size_t handlers = 0;
  io.restart();
  while (handlers < 1000 && io.poll_one() > 0) ++handlers;
  CHECK(handlers < 100);
  none.reset();
  const auto next = sessions(target);
  next->connect(fed.callbacks());
  REQUIRE(run_until(io, [&] { return fed.connected || fed.lost; }));
  CHECK(fed.connected);
}
#endif

TEST_CASE("a peer that answers with something else than MQTT ends the session") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  tcp::acceptor door(io, {boost::asio::ip::address_v4::loopback(), 0});
  std::list<tcp::socket> peers;
  std::function<void()> accept = [&] {
    door.async_accept([&](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      peers.push_back(std::move(peer));
      boost::system::error_code ignored;
      boost::asio::write(peers.back(), boost::asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")),
                         ignored);
      peers.back().shutdown(tcp::socket::shutdown_send, ignored);
      accept();
    });
  };
  accept();
  const auto sessions = factory(kind, io);
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = door.local_endpoint().port();
  target.client_id = "gw";
  target.connect_timeout = std::chrono::seconds(3);
  Heard heard;
  const auto session = sessions(target);
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] { return heard.lost.has_value(); }));
  CHECK_FALSE(heard.connected);
  CHECK_FALSE(heard.lost->empty());
}

TEST_CASE("sessions made and dropped in a row, some while connecting, leave nothing behind") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  GreetingDoor door(io, 2);
  const auto& peers = door.peers;
  const auto sessions = factory(kind, io);
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = door.port();
  target.client_id = "gw";
  int connected = 0;
  for (int i = 0; i < 10; ++i) {
    Heard heard;
    const auto session = sessions(target);
    session->connect(heard.callbacks());
    const std::size_t before = peers.size();
    REQUIRE(run_until(io, [&] { return peers.size() > before; }));
    if (peers.size() % 2 && run_until(io, [&] { return heard.connected.has_value(); })) ++connected;
  }
  CHECK(connected == 5);
}

// Through an HTTP proxy: a real tinyproxy before a real mosquitto with TLS.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <list>

#include "gateway/mqtt/connection/http_connect.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/tiny_proxy.hpp"
#include "tests/support/tls_front.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kTopic = "$aws/things/plant7-gw:m1/defender/metrics/json";

struct Site {
  explicit Site(const std::string& kind = "paho")
      : sessions(kind == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io)) {}
  mqtt::Target target(std::uint16_t broker, std::uint16_t proxy) {
    mqtt::Target t;
    t.host = "localhost";
    t.port = broker;
    t.client_id = "plant7-gw";
    t.proxy = mqtt::Proxy{.host = "127.0.0.1", .port = proxy};
    return t;
  }
  mqtt::Target secured(std::uint16_t broker, std::uint16_t proxy) {
    mqtt::Target t = target(broker, proxy);
    t.tls.emplace();
    t.tls->ca_file = pki.ca();
    t.tls->certificate_file = pki.certificate("client");
    t.tls->private_key_file = pki.key("client");
    return t;
  }
  // Why the session ended before it was connected; empty if it was connected.
  std::string failure(const mqtt::Target& t) {
    heard = {};
    session = sessions(t);
    session->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return heard.connected || heard.lost; }));
    return heard.connected ? "" : *heard.lost;
  }
  void publishes() {
    session->publish(1, kTopic, "{}", 1, false);
    REQUIRE(run_until(io, [&] { return heard.published.count(1) == 1; }));
    CHECK(heard.published[1].reason < 0x80);
  }

  TestPki pki;
  boost::asio::io_context io;
  mqtt::SessionFactory sessions;
  Heard heard;
  std::unique_ptr<mqtt::Session> session;
};

}  // namespace

TEST_CASE("through a proxy the broker is reached, with TLS end to end and without") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  const bool tls = GENERATE(true, false);
  CAPTURE(tls);
  BrokerSetup setup;
  if (tls) setup.tls = &site.pki;
  setup.client_certificate = tls;
  MosquittoBroker broker(setup);
  TinyProxy proxy;
  const auto target =
      tls ? site.secured(broker.port(), proxy.port()) : site.target(broker.port(), proxy.port());
  REQUIRE(site.failure(target) == "");
  site.publishes();
  CHECK(proxy.tunnels() == 1);
}

TEST_CASE("a proxy that asks for a password gets it") {
  Site site;
  MosquittoBroker broker({.tls = &site.pki, .client_certificate = true});
  const std::string password = GENERATE("secret", "s-3.c_R");
  TinyProxy proxy("BasicAuth gateway " + password);
  TemporaryFolder folder;
  mqtt::Target target = site.secured(broker.port(), proxy.port());
  target.proxy->username = "gateway";
  target.proxy->password_file = folder.write("proxy", password + "\n");
  REQUIRE(site.failure(target) == "");
  site.publishes();
  CHECK(proxy.tunnels() == 1);
}

TEST_CASE("what a proxy refuses is said in the operator's words") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  MosquittoBroker broker({.tls = &site.pki});
  const std::string endpoint = "localhost:" + std::to_string(broker.port());
  SECTION("a password is missing, or wrong") {
    TinyProxy proxy("BasicAuth gateway secret");
    const std::string name = "the proxy 127.0.0.1:" + std::to_string(proxy.port());
    mqtt::Target target = site.secured(broker.port(), proxy.port());
    CHECK_THAT(site.failure(target),
               Contains(name + " asks for a user name and a password") && Contains("proxy_password_file"));
    target.proxy->username = "gateway";
    target.proxy->password = Secret("wrong-secret");
    CHECK_THAT(site.failure(target),
               Contains(name + " refuses the user name or password") && !Contains("wrong-secret"));
  }
  SECTION("the port is not allowed") {
    TinyProxy proxy("ConnectPort 443");
    CHECK_THAT(site.failure(site.secured(broker.port(), proxy.port())),
               Contains("does not allow connections to " + endpoint + " (403)"));
  }
  SECTION("the broker cannot be reached from the proxy") {
    TinyProxy proxy;
    broker.stop();
    CHECK_THAT(site.failure(site.secured(broker.port(), proxy.port())),
               Contains("did not reach " + endpoint) && Contains("500"));
  }
  SECTION("the broker's certificate is not its own") {
    TinyProxy proxy;
    mqtt::Target target = site.secured(broker.port(), proxy.port());
    target.tls->ca_file = site.pki.strangers_ca();
    CHECK_THAT(site.failure(target), Contains("TLS with " + endpoint + " failed: certificate verify failed"));
  }
  SECTION("the proxy is not there") {
    TinyProxy proxy;
    const mqtt::Target target = site.secured(broker.port(), proxy.port());
    proxy.stop();
    CHECK_THAT(site.failure(target), Contains("no connection to the proxy 127.0.0.1:" +
                                              std::to_string(proxy.port()) + ": Connection refused"));
  }
  SECTION("the proxy's name is unknown") {
    mqtt::Target target = site.secured(broker.port(), 1);
    target.proxy->host = "no-such-proxy.invalid";
    CHECK_THAT(site.failure(target), Contains("the name no-such-proxy.invalid cannot be looked up"));
  }
  SECTION("the proxy takes the connection and says nothing") {
    TinyProxy proxy;
    proxy.freeze();
    mqtt::Target target = site.secured(broker.port(), proxy.port());
    target.connect_timeout = std::chrono::milliseconds(500);
    CHECK_THAT(site.failure(target),
               Contains("no connection to " + endpoint +
                        " through the proxy 127.0.0.1:" + std::to_string(proxy.port()) + " within 500 ms"));
    proxy.thaw();
  }
  SECTION("the password file is missing") {
    mqtt::Target target = site.secured(broker.port(), 1);
    target.proxy->username = "gateway";
    target.proxy->password_file = "/nowhere/proxy";
    CHECK_THAT(site.failure(target), Contains("proxy_password_file /nowhere/proxy cannot be read"));
  }
}

TEST_CASE("the broker's name is looked up by the proxy, not here") {
  Site site;
  // A scripted proxy that notes the request and refuses.
  tcp::acceptor door(site.io, {boost::asio::ip::address_v4::loopback(), 0});
  std::string asked;
  std::list<tcp::socket> peers;
  std::function<void()> accept = [&] {
    door.async_accept([&](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      peers.push_back(std::move(peer));
      tcp::socket& now = peers.back();
      auto packet = std::make_shared<std::array<char, 1024>>();
      now.async_read_some(
          boost::asio::buffer(*packet), [&, packet](const boost::system::error_code&, std::size_t count) {
            asked.assign(packet->data(), count);
            boost::system::error_code ignored;
            boost::asio::write(now, boost::asio::buffer(std::string("HTTP/1.1 502 no\r\n\r\n")), ignored);
          });
      accept();
    });
  };
  accept();
  mqtt::Target target = site.secured(8883, door.local_endpoint().port());
  target.host = "broker.plant7.invalid";
  CHECK_THAT(site.failure(target), Contains("did not reach broker.plant7.invalid:8883: 'HTTP/1.1 502 no'"));
  CHECK_THAT(asked, Contains("CONNECT broker.plant7.invalid:8883 HTTP/1.1\r\n"));
}

TEST_CASE(
    "IPv6 addresses in the place of the broker's and the proxy's name work, and the certificate is of the address") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  site.pki.leaf("six", "ca", "six", "IP:::1");
  MosquittoBroker broker;
  TinyProxy proxy("", "::1");
  std::list<TlsFront> fronts;
  const auto through = [&](const std::string& certificate) {
    fronts.emplace_back(
        site.io, broker.port(),
        TlsFront::Manners{.certificate = site.pki.certificate(certificate), .key = site.pki.key(certificate)},
        boost::asio::ip::address_v6::loopback());
    mqtt::Target target = site.secured(fronts.back().port(), proxy.port());
    target.host = "::1";
    target.proxy->host = "::1";
    const std::string why = site.failure(target);
    if (why.empty()) site.publishes();
    return why;
  };
  CHECK(through("six").empty());
  CHECK(proxy.tunnels() == 1);
  CHECK_THAT(through("server"), Contains("TLS with [::1]:") && Contains("IP address mismatch"));
}

TEST_CASE("a proxy in the environment is left alone: only the target names one") {
  setenv("https_proxy", "http://127.0.0.1:1", 1);
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  Site site;
  MosquittoBroker broker({.tls = &site.pki});
  mqtt::Target target = site.secured(broker.port(), 1);
  target.proxy.reset();
  CHECK(site.failure(target) == "");
}

TEST_CASE("a proxy's answer is read by its status line") {
  mqtt::Target target;
  target.host = "fd00::1";
  target.port = 443;
  target.proxy =
      mqtt::Proxy{.host = "proxy", .port = 8080, .username = "Aladdin", .password = Secret("open sesame")};
  CHECK(mqtt::connect_request(target).text() ==
        "CONNECT [fd00::1]:443 HTTP/1.1\r\nHost: [fd00::1]:443\r\n"
        "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
  CHECK(mqtt::proxy_refusal(target, "HTTP/1.0 200 Connection established").empty());
  CHECK_THAT(mqtt::proxy_refusal(target, "SSH-2.0-\x01\x1b[2J"),
             Contains("does not answer as an HTTP proxy: 'SSH-2.0-??[2J'"));
  CHECK_THAT(mqtt::proxy_refusal(target, ""), Contains("does not answer as an HTTP proxy"));
}

// Both sessions with a real mosquitto: what every Session promises.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;

namespace {

struct Site {
  explicit Site(const std::string& kind)
      : factory(kind == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io)) {}

  std::unique_ptr<mqtt::Session> open(const mqtt::Target& target, Heard& heard) {
    auto session = factory(target);
    session->connect(heard.callbacks());
    return session;
  }
  std::unique_ptr<mqtt::Session> open_and_wait(const mqtt::Target& target, Heard& heard) {
    auto session = open(target, heard);
    until([&] { return heard.connected || heard.lost; });
    INFO(heard.lost.value_or("no reason"));
    REQUIRE(heard.connected);
    return session;
  }
  template <class P>
  void until(P&& so) {
    REQUIRE(run_until(io, so));
  }

  boost::asio::io_context io;
  mqtt::SessionFactory factory;
};

mqtt::Target plain(const MosquittoBroker& broker, mqtt::Version version = mqtt::Version::v5) {
  mqtt::Target target;
  target.host = "localhost";
  target.port = broker.port();
  target.version = version;
  target.client_id = "plant7-gw";
  return target;
}

mqtt::Target secured(const MosquittoBroker& broker, const TestPki& pki,
                     const std::string& identity = "client") {
  mqtt::Target target = plain(broker);
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  if (!identity.empty()) {
    target.tls->certificate_file = pki.certificate(identity);
    target.tls->private_key_file = pki.key(identity);
  }
  return target;
}

constexpr const char* kTopic = "$aws/things/plant7-gw:m1/defender/metrics/json";

}  // namespace

TEST_CASE("a message published is delivered to a subscription, over both versions of the protocol") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto version = GENERATE(mqtt::Version::v311, mqtt::Version::v5);
  CAPTURE(kind, version == mqtt::Version::v5);
  MosquittoBroker broker;
  Site site(kind);
  Heard heard;
  const auto session = site.open_and_wait(plain(broker, version), heard);
  session->subscribe(7, {"$aws/things/+/defender/metrics/json", "other/#"}, 1);
  site.until([&] { return heard.subscribed.count(7) == 1; });
  CHECK(heard.subscribed[7] == std::vector<std::uint8_t>{1, 1});

  const std::string payload("{\"a\":\0\x01}", 8);
  session->publish(1, kTopic, payload, 1, false);
  session->publish(2, "other/x", "", 0, false);
  CHECK(heard.published.empty());  // never from inside the call
  site.until([&] { return heard.messages.size() == 2 && heard.published.size() == 2; });
  CHECK(heard.published[1].reason == 0);
  CHECK(heard.published[2].reason == 0);
  const auto& first = heard.messages[heard.messages[0].topic == kTopic ? 0 : 1];
  CHECK(first.topic == kTopic);
  CHECK(first.payload == payload);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("what CONNACK announces is told") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker(
      {.extra = "max_packet_size 4000\nmax_inflight_messages 7\nmax_keepalive 100\nmax_qos 1"});
  Site site(kind);
  Heard heard;
  mqtt::Target target = plain(broker);
  target.keep_alive = std::chrono::seconds(300);
  const auto session = site.open_and_wait(target, heard);
  CHECK(heard.connected->receive_maximum == 7);
  CHECK(heard.connected->maximum_packet_size == 4000u);
  CHECK(heard.connected->maximum_qos == 1);
  CHECK(heard.connected->server_keep_alive == 100);
}

TEST_CASE("a publish without a subscriber is a success") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  Site site(kind);
  Heard heard;
  const auto session = site.open_and_wait(plain(broker), heard);
  session->publish(1, kTopic, "{}", 1, false);
  site.until([&] { return heard.published.count(1) == 1; });
  CHECK(heard.published[1].reason < 0x80);
}

TEST_CASE("a publish the policy denies is told with its reason code") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker({.acl = "topic write $aws/things/mine/#\n"});
  Site site(kind);
  Heard heard;
  const auto session = site.open_and_wait(plain(broker), heard);
  session->publish(1, kTopic, "{}", 1, false);
  session->publish(2, "$aws/things/mine/defender/metrics/json", "{}", 1, false);
  site.until([&] { return heard.published.size() == 2; });
  CHECK(heard.published[1].reason == 0x87);
  CHECK(heard.published[2].reason < 0x80);
  CHECK_FALSE(heard.lost);
}

TEST_CASE("a wrong password ends the session with its reason") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto version = GENERATE(mqtt::Version::v311, mqtt::Version::v5);
  CAPTURE(kind, version == mqtt::Version::v5);
  MosquittoBroker broker({.users = {{"gw", "right"}}});
  Site site(kind);
  Heard refused;
  mqtt::Target target = plain(broker, version);
  target.username = "gw";
  target.password = Secret("wrong-secret");
  const auto session = site.open(target, refused);
  site.until([&] { return refused.lost.has_value(); });
  CHECK_FALSE(refused.connected);
  CHECK(refused.lost_reason == 0x87);
  CHECK_THAT(*refused.lost, Contains("not authorized") && !Contains("wrong-secret"));

  Heard welcome;
  target.password = Secret("right");
  const auto second = site.open_and_wait(target, welcome);
  CHECK(welcome.connected);
}

TEST_CASE("a broker that is not there ends the session with a reason, not with silence") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  mqtt::Target target = plain(broker);
  broker.stop();
  Site site(kind);
  Heard heard;
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains("localhost"));
  CHECK(heard.ends == 1);
}

TEST_CASE("a name that does not exist is said so") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  mqtt::Target target = plain(broker);
  target.host = "no-such-host.invalid";
  Site site(kind);
  Heard heard;
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains("no-such-host.invalid"));
}

TEST_CASE(
    "a broker killed completes every open publish once, then ends the session; a new session gets through") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  Site site(kind);
  Heard heard;
  auto session = site.open_and_wait(plain(broker), heard);
  broker.freeze();
  for (mqtt::Ticket t = 1; t <= 10; ++t) session->publish(t, kTopic, "{}", 1, false);
  broker.stop();
  site.until([&] { return heard.lost.has_value(); });
  CHECK(heard.published.size() == 10);
  for (const auto& [ticket, done] : heard.published) {
    CHECK(done.times == 1);
    CHECK(done.reason == 255);
    CHECK_FALSE(done.why.empty());
  }
  CHECK_FALSE(heard.published_after_end);
  CHECK(heard.ends == 1);

  broker.start();
  session.reset();
  Heard again;
  const auto second = site.open_and_wait(plain(broker), again);
  second->publish(1, kTopic, "{}", 1, false);
  site.until([&] { return again.published.count(1) == 1; });
  CHECK(again.published[1].reason < 0x80);
}

TEST_CASE("a frozen broker is noticed by keep-alive and every open publish completes", "[slow]") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  mqtt::Target target = plain(broker);
  target.keep_alive = std::chrono::seconds(5);
  Site site(kind);
  Heard heard;
  const auto session = site.open_and_wait(target, heard);
  broker.freeze();
  for (mqtt::Ticket t = 1; t <= 5; ++t) session->publish(t, kTopic, "{}", 1, false);
  REQUIRE(run_until(
      site.io, [&] { return heard.lost.has_value(); }, std::chrono::seconds(40)));
  CHECK(heard.published.size() == 5);
  for (const auto& [ticket, done] : heard.published) CHECK(done.reason == 255);
  broker.thaw();
}

TEST_CASE("a broker that takes the connection and says nothing is given up after the connect time-out") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  broker.freeze();  // the kernel still accepts connections
  mqtt::Target target = plain(broker);
  target.connect_timeout = std::chrono::milliseconds(300);
  Site site(kind);
  Heard heard;
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains("within 300 ms"));
  broker.thaw();
}

TEST_CASE("mutual TLS works by name and by address") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto* host = GENERATE("localhost", "127.0.0.1");
  CAPTURE(kind, host);
  TestPki pki;
  MosquittoBroker broker(
      {.tls = &pki, .client_certificate = true, .acl = "user plant7-gw\ntopic write $aws/#\n"});
  Site site(kind);
  Heard heard;
  mqtt::Target target = secured(broker, pki);
  target.host = host;
  const auto session = site.open_and_wait(target, heard);
  session->publish(1, kTopic, "{}", 1, false);
  site.until([&] { return heard.published.count(1) == 1; });
  CHECK(heard.published[1].reason < 0x80);
}

TEST_CASE("a server certificate from another authority is refused, and said so") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  TestPki pki;
  MosquittoBroker broker({.tls = &pki});
  Site site(kind);
  Heard heard;
  mqtt::Target target = secured(broker, pki, "");
  target.tls->ca_file = pki.strangers_ca();
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value(); });
  CHECK_FALSE(heard.connected);
  CHECK_THAT(*heard.lost, Contains("TLS with localhost") && Contains("certificate verify failed"));
}

TEST_CASE("a server certificate for another host name is refused unless the check is switched off") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  TestPki pki;
  MosquittoBroker broker({.tls = &pki, .server = "wrong-host"});
  Site site(kind);
  Heard heard;
  mqtt::Target target = secured(broker, pki, "");
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value() || heard.connected; });
  CHECK_FALSE(heard.connected);
  REQUIRE(heard.lost);
  CHECK_THAT(*heard.lost, Contains("TLS") && Contains("localhost"));

  Heard lenient;
  target.tls->verify_host = false;
  const auto second = site.open_and_wait(target, lenient);
  CHECK(lenient.connected);
}

TEST_CASE("a client certificate the broker does not know is refused") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  TestPki pki;
  MosquittoBroker broker({.tls = &pki, .client_certificate = true});
  Site site(kind);
  Heard heard;
  const auto session = site.open(secured(broker, pki, "foreign-client"), heard);
  site.until([&] { return heard.lost.has_value() || heard.connected; });
  CHECK_FALSE(heard.connected);
}

TEST_CASE("a key or certificate that cannot be used is named before any connection is tried") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  TestPki pki;
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = 1;
  target.client_id = "gw";
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  target.tls->certificate_file = pki.certificate("client");
  std::string expected, file;
  SECTION("the key is missing") {
    target.tls->private_key_file = file = pki.folder() / "absent.key";
    expected = "cannot be read: there is no such file";
  }
  SECTION("the key is garbage") {
    target.tls->private_key_file = file = pki.folder().write("garbage.key", "not a key");
    expected = "is not a PEM private key";
  }
  SECTION("the key belongs to another certificate") {
    target.tls->private_key_file = file = pki.key("server");
    expected = "does not belong to the certificate";
  }
  SECTION("the certificate is a folder") {
    target.tls->certificate_file = file = pki.folder().path().string();
    target.tls->private_key_file = pki.key("client");
    expected = "cannot be read";
  }
  SECTION("the CA file holds no certificate") {
    target.tls->ca_file = file = pki.key("client");
    target.tls->private_key_file = pki.key("client");
    expected = "holds no certificate";
  }
  SECTION("the key is open to others") {
    target.tls->private_key_file = file = pki.key("client");
    chmod(file.c_str(), GENERATE(0604, 0602));
    expected = "is open to others than its owner";
  }
  SECTION("the key is a link, as secrets are mounted, to one that is open to others") {
    file = pki.folder() / "mounted.key";
    REQUIRE(symlink(pki.key("client").c_str(), file.c_str()) == 0);
    target.tls->private_key_file = file;
    chmod(pki.key("client").c_str(), 0644);
    expected = "chmod 600";
  }
  SECTION("the password file is open to others") {
    target.tls->private_key_file = pki.key("client");
    target.password_file = file = pki.folder().write("password", "secret\n");
    chmod(file.c_str(), 0644);
    expected = "chmod 600";
  }
  SECTION("only one of the pair is given") {
    file = pki.certificate("client");
    expected = "needs its private key";
  }
  Site site(kind);
  Heard heard;
  const auto session = site.open(target, heard);
  CHECK_FALSE(heard.lost);  // never from inside the call
  site.until([&] { return heard.lost.has_value(); });
  CHECK_THAT(*heard.lost, Contains(file) && Contains(expected) && !Contains("secret\n"));
}

TEST_CASE("a password is read from its file, again for each session") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  TemporaryFolder folder;
  MosquittoBroker broker({.users = {{"gw", "right"}}});
  Site site(kind);
  mqtt::Target target = plain(broker);
  target.username = "gw";
  target.password_file = folder.write("password", "outdated\n");
  Heard refused;
  const auto session = site.open(target, refused);
  site.until([&] { return refused.lost.has_value(); });
  CHECK(refused.lost_reason == 0x87);
  folder.write("password", "right\r\nand a second line\n");
  Heard welcome;
  const auto second = site.open_and_wait(target, welcome);
  CHECK(welcome.connected);
}

TEST_CASE("closing says goodbye and ends the session once") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker;
  Site site(kind);
  Heard heard;
  const auto session = site.open_and_wait(plain(broker), heard);
  session->close();
  CHECK_FALSE(heard.lost);
  site.until([&] { return heard.lost.has_value(); });
  CHECK(heard.ends == 1);
}

TEST_CASE("the reason a broker gives for hanging up is told: taken over by another client") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  // mosquitto 2.0 closes without a reason, AWS IoT says 0x8E: a scripted peer says it here.
  Site site(kind);
  using boost::asio::ip::tcp;
  tcp::acceptor door(site.io, {boost::asio::ip::address_v4::loopback(), 0});
  tcp::socket peer(site.io);
  std::array<char, 256> connect_packet{};
  door.async_accept(peer, [&](const boost::system::error_code&) {
    peer.async_read_some(boost::asio::buffer(connect_packet),
                         [&](const boost::system::error_code&, std::size_t) {
                           const char connack_then_disconnect[] = "\x20\x03\x00\x00\x00\xE0\x02\x8E";
                           boost::asio::write(peer, boost::asio::buffer(connack_then_disconnect, 9));
                         });
  });
  Heard heard;
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = door.local_endpoint().port();
  target.client_id = "plant7-gw";
  const auto session = site.open(target, heard);
  site.until([&] { return heard.lost.has_value(); });
  CHECK(heard.connected);
  CHECK(heard.lost_reason == 0x8E);
  CHECK_THAT(*heard.lost, Contains("session taken over"));
}

TEST_CASE("a session may be destroyed from inside any of its callbacks") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto* where = GENERATE("connected", "message", "published", "subscribed", "lost");
  CAPTURE(kind, where);
  MosquittoBroker broker;
  Site site(kind);
  std::unique_ptr<mqtt::Session> session = site.factory(plain(broker));
  bool gone = false;
  const std::string at = where;
  const auto destroy = [&] {
    session.reset();
    gone = true;
  };
  mqtt::Callbacks callbacks;
  callbacks.connected = [&](const mqtt::ConnAck&) {
    if (at == "connected") return destroy();
    session->subscribe(1, {"a"}, 1);
  };
  callbacks.subscribed = [&](mqtt::Ticket, const std::vector<std::uint8_t>&) {
    if (at == "subscribed") return destroy();
    session->publish(2, "a", "b", 1, false);
  };
  callbacks.message = [&](const mqtt::Message&) {
    if (at == "message" && session) destroy();
  };
  callbacks.published = [&](mqtt::Ticket, std::uint8_t, std::string_view) {
    if (at == "published" && session) destroy();
    if (at == "lost" && session) session->close();
  };
  callbacks.lost = [&](std::string, std::optional<std::uint8_t>) {
    if (at == "lost") destroy();
  };
  session->connect(std::move(callbacks));
  site.until([&] { return gone; });
  CHECK(gone);
}

TEST_CASE("a thousand messages in a row all arrive, and a publish from inside the callback is taken") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  MosquittoBroker broker({.extra = "max_queued_messages 5000"});
  Site site(kind);
  const auto senders = mqtt::mosquitto_sessions(site.io);
  Heard sender;
  mqtt::Target target = plain(broker);
  const auto out = senders(target);
  out->connect(sender.callbacks());
  site.until([&] { return sender.connected.has_value(); });
  target.client_id = "receiver";
  std::unique_ptr<mqtt::Session> in = site.factory(target);
  int got = 0, answered = 0;
  mqtt::Callbacks callbacks;
  callbacks.connected = [&](const mqtt::ConnAck&) { in->subscribe(1, {"in/#"}, 0); };
  bool ready = false;
  callbacks.subscribed = [&](mqtt::Ticket, const std::vector<std::uint8_t>&) { ready = true; };
  callbacks.message = [&](const mqtt::Message& m) {
    if (++got % 100 == 0) in->publish(static_cast<mqtt::Ticket>(got), "out", m.payload, 1, false);
  };
  callbacks.published = [&](mqtt::Ticket, std::uint8_t reason, std::string_view) {
    if (reason < 0x80) ++answered;
  };
  in->connect(std::move(callbacks));
  site.until([&] { return ready; });
  for (mqtt::Ticket t = 1; t <= 1000; ++t) out->publish(t, "in/" + std::to_string(t), "x", 0, false);
  site.until([&] { return got == 1000 && answered == 10; });
  CHECK(sender.published.size() == 1000);
}

TEST_CASE("a paused session tells no message; all come in their order once it is resumed") {
  const int qos = GENERATE(0, 1);
  CAPTURE(qos);
  MosquittoBroker broker({.extra = "max_queued_messages 5000"});
  Site site("mosquitto");
  Heard sender;
  mqtt::Target target = plain(broker);
  const auto out = site.open_and_wait(target, sender);
  target.client_id = "receiver";
  std::unique_ptr<mqtt::Session> in = site.factory(target);
  std::vector<std::string> got;
  bool ready = false, goes_on = false;
  mqtt::Callbacks callbacks;
  callbacks.connected = [&](const mqtt::ConnAck&) { in->subscribe(1, {"in"}, qos); };
  callbacks.subscribed = [&](mqtt::Ticket, const std::vector<std::uint8_t>&) { ready = true; };
  callbacks.message = [&](const mqtt::Message& m) {
    got.emplace_back(m.payload);
    in->pause();
    if (goes_on) boost::asio::post(site.io, [&] { in->resume(); });
  };
  in->connect(std::move(callbacks));
  site.until([&] { return ready; });
  std::vector<std::string> sent;
  for (mqtt::Ticket t = 1; t <= 60; ++t) {
    sent.push_back(std::to_string(t));
    out->publish(t, "in", sent.back(), qos, false);
  }
  site.until([&] { return sender.published.size() == sent.size() && got.size() == 1; });
  in->unsubscribe({"other"});  // what is sent meanwhile brings nothing in
  site.io.poll();
  CHECK(got.size() == 1);
  goes_on = true;
  in->resume();
  site.until([&] { return got.size() == sent.size(); });
  CHECK(got == sent);
}

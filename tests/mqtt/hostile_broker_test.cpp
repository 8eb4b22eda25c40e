// Brokers, or whoever sits between, that want memory, time or an end of the process.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <list>
#include <memory>
#include <thread>

#include "gateway/mqtt/connection/wake_up.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_inbox.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

const std::string kGreeting5("\x20\x03\x00\x00\x00", 5);
const std::string kGreeting311("\x20\x02\x00\x00", 4);

// Answers the first packet of each connection with `says`, then goes on with what `goes_on` returns.
struct HostileBroker {
  explicit HostileBroker(boost::asio::io_context& loop)
      : io(loop), door(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }
  void accept() {
    door.async_accept([this](const boost::system::error_code& error, tcp::socket peer) {
      if (error) return;
      peers.push_back(std::make_unique<Peer>(*this, std::move(peer)));
      peers.back()->start();
      accept();
    });
  }
  struct Peer {
    Peer(HostileBroker& b, tcp::socket s) : broker(b), socket(std::move(s)) {}
    void start() {
      socket.async_read_some(boost::asio::buffer(packet),
                             [this](const boost::system::error_code& e, std::size_t) {
                               if (e) return;
                               next = broker.says;
                               write();
                             });
    }
    void write() {
      boost::asio::async_write(socket, boost::asio::buffer(next),
                               [this](const boost::system::error_code& e, std::size_t) {
                                 if (e || !broker.goes_on) return listen();
                                 next = broker.goes_on();
                                 if (!next.empty()) write();
                               });
    }
    void listen() {
      socket.async_read_some(boost::asio::buffer(packet),
                             [this](const boost::system::error_code& e, std::size_t count) {
                               if (e) return;
                               broker.heard.append(packet.data(), count);
                               listen();
                             });
    }
    HostileBroker& broker;
    tcp::socket socket;
    std::string next;
    std::array<char, 4096> packet{};
  };
  std::uint16_t port() const { return door.local_endpoint().port(); }

  boost::asio::io_context& io;
  tcp::acceptor door;
  std::string says, heard;
  std::function<std::string()> goes_on;
  std::list<std::unique_ptr<Peer>> peers;
};

struct Site {
  explicit Site(const std::string& kind)
      : sessions(kind == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io)), broker(io) {}
  void open(mqtt::Version version = mqtt::Version::v5, std::size_t max_payload = 128 * 1024) {
    mqtt::Target target;
    target.host = "127.0.0.1";
    target.port = broker.port();
    target.client_id = "plant7-gw";
    target.version = version;
    target.max_payload = max_payload;
    target.keep_alive = keep_alive;
    session = sessions(target);
    session->connect(heard.callbacks());
  }
  template <class P>
  bool until(P&& so) {
    return run_until(io, so);
  }

  boost::asio::io_context io;
  mqtt::SessionFactory sessions;
  HostileBroker broker;
  Heard heard;
  std::chrono::seconds keep_alive{60};
  std::unique_ptr<mqtt::Session> session;
};

// Of this process, in bytes.
std::size_t resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0, pages = 0;
  statm >> all >> pages;
  return pages * 4096;
}

std::string publish_head(std::size_t remaining) {
  std::string head = "\x30";
  for (; remaining > 127; remaining >>= 7) head += static_cast<char>((remaining & 0x7F) | 0x80);
  head += static_cast<char>(remaining);
  return head;
}
std::string publish(const std::string& payload) {
  return publish_head(6 + payload.size()) + std::string("\x00\x03s/a\x00", 6) + payload;
}

}  // namespace

TEST_CASE("a packet that ends a library's process ends its connection instead, with words") {
  const auto* kind = GENERATE("paho", "mosquitto");
  struct Attack {
    const char* packet;
    std::string bytes;
  };
  const auto attack =
      GENERATE(Attack{"CONNACK", {}}, Attack{"PUBLISH", std::string("\x30\x08\x00\x03s/a\x02\x7f\x00", 10)},
               Attack{"SUBACK", std::string("\x90\x06\x00\x01\x02\x7f\x00\x00", 8)},
               Attack{"DISCONNECT", std::string("\xe0\x04\x00\x02\x7f\x00", 6)});
  CAPTURE(kind, attack.packet);
  Site site(kind);
  site.broker.says =
      attack.bytes.empty() ? std::string("\x20\x05\x00\x00\x02\x7f\x00", 7) : kGreeting5 + attack.bytes;
  site.open();
  REQUIRE(site.until([&] { return site.heard.lost.has_value(); }));
  CHECK_THAT(*site.heard.lost,
             Contains("127.0.0.1:" + std::to_string(site.broker.port())) &&
                 Contains(std::string("a ") + attack.packet + " with the unknown property 0x7F"));
  CHECK(site.heard.ends == 1);
}

TEST_CASE("the same packets are as harmless over MQTT 3.1.1") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto* packet =
      GENERATE("\x90\x03\x01", "\xe0\x02\x01\x01", "\x90\xff\xff\xff\x7f", "\x30\x03\x7f\x7f");
  CAPTURE(kind);
  Site site(kind);
  site.broker.says = kGreeting311 + packet + std::string(200, '\x01');
  site.open(mqtt::Version::v311);
  REQUIRE(site.until([&] { return site.heard.lost.has_value(); }));
  CHECK_THAT(*site.heard.lost, Contains(" sent a "));
}

namespace {

// Subscribes s/a and s/b, and answers that with what `packet` makes of its number and of the absence of properties.
template <class Packet>
void answer_subscription(Site& site, mqtt::Version version, Packet packet) {
  const bool v5 = version == mqtt::Version::v5;
  site.broker.says = v5 ? kGreeting5 : kGreeting311;
  site.open(version);
  REQUIRE(site.until([&] { return site.heard.connected.has_value(); }));
  site.session->subscribe(1, {"s/a", "s/b"}, 1);
  const std::string none = v5 ? std::string(1, '\0') : "";
  REQUIRE(site.until([&] { return site.broker.heard.size() >= 16 + none.size(); }));
  const std::size_t asked = site.broker.heard.find('\x82');
  REQUIRE(asked != std::string::npos);
  std::string answer = packet(site.broker.heard.substr(asked + 2, 2), none);
  answer.insert(1, 1, static_cast<char>(answer.size() - 1));
  boost::asio::write(site.broker.peers.front()->socket, boost::asio::buffer(answer));
}

}  // namespace

// Paho 1.3.12 reads the codes of such a SUBACK from an address that the broker chooses, and takes such a PUBACK's
// publish, which never was, for a list of codes.
TEST_CASE("an answer to nothing, or to something else, ends the connection before a library sees it") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto version = GENERATE(mqtt::Version::v311, mqtt::Version::v5);
  const auto* codes = GENERATE("\x01", "\x01\x01\x01");
  const auto* name = GENERATE("SUBACK", "PUBACK", "UNSUBACK");
  CAPTURE(kind, version == mqtt::Version::v5, name);
  Site site(kind);
  answer_subscription(site, version, [&](const std::string& number, const std::string& none) {
    if (std::string(name) == "PUBACK") return "\x40" + number;
    if (std::string(name) == "SUBACK") return "\x90" + number + none + codes;
    return "\xb0" + number + (none.empty() ? "" : none + none + none);
  });
  REQUIRE(site.until([&] { return site.heard.lost.has_value(); }));
  CHECK_THAT(*site.heard.lost, Contains(std::string("sent a ") + name + " with "));
}

TEST_CASE("a broker may refuse a list of filters or some of them: that is told, and ends nothing") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto version = GENERATE(mqtt::Version::v311, mqtt::Version::v5);
  const std::string no = version == mqtt::Version::v5 ? "\x87" : "\x80";
  const auto codes = GENERATE_COPY(no + no, no + "\x01", "\x01" + no);
  CAPTURE(kind, version == mqtt::Version::v5);
  Site site(kind);
  answer_subscription(site, version, [&](const std::string& number, const std::string& none) {
    return "\x90" + number + none + codes;
  });
  REQUIRE(site.until([&] { return site.heard.subscribed.count(1) > 0 || site.heard.lost; }));
  CHECK_FALSE(site.heard.lost);
  const auto told = site.heard.subscribed[1];
  REQUIRE(told.size() == 2);
  const auto refusal = static_cast<std::uint8_t>(no[0]);
  CHECK(told[codes[0] == no[0] ? 0 : 1] == refusal);
}

TEST_CASE(
    "a publish of 200 MiB costs no more memory than the longest that is wanted, and arrives one byte too long") {
  const auto* kind = GENERATE("paho", "mosquitto");
  const auto version = GENERATE(mqtt::Version::v311, mqtt::Version::v5);
  CAPTURE(kind, version == mqtt::Version::v5);
  constexpr std::size_t kHuge = 200u << 20, kMaxPayload = 64 * 1024;
  Site site(kind);
  site.broker.says = version == mqtt::Version::v5 ? kGreeting5 : kGreeting311;
  const bool v5 = version == mqtt::Version::v5;
  site.broker.says += publish_head(kHuge) + std::string("\x00\x03s/a", 5) + (v5 ? std::string(1, '\0') : "");
  std::size_t left = kHuge - (v5 ? 6 : 5);
  const std::string piece(256 * 1024, ' ');
  std::size_t most = 0;
  site.broker.goes_on = [&] {
    most = std::max(most, resident());
    const std::size_t now = std::min(left, piece.size());
    left -= now;
    return piece.substr(0, now);
  };
  const std::size_t before = resident();
  site.open(version, kMaxPayload);
  REQUIRE(site.until([&] { return left == 0 || site.heard.lost; }));
  REQUIRE(site.until([&] { return !site.heard.messages.empty() || site.heard.lost; }));
  CHECK_FALSE(site.heard.lost);
  REQUIRE(site.heard.messages.size() == 1);
  CHECK(site.heard.messages[0].payload.size() == kMaxPayload + 1);
  if (test::kMemoryIsTold) CHECK(most < before + (8u << 20));
}

TEST_CASE("while the loop is held up, a flood of publishes waits in the network, not in memory") {
  Site site("paho");
  site.broker.says = kGreeting5;
  site.open();
  REQUIRE(site.until([&] { return site.heard.connected.has_value(); }));
  constexpr std::size_t kPublishes = 500;
  std::string flood;
  for (std::size_t i = 0; i < kPublishes; ++i) flood += publish(std::string(100'000, 'x'));
  tcp::socket& peer = site.broker.peers.front()->socket;
  peer.non_blocking(true);
  std::size_t sent = 0, got = 0, most = 0;
  // All that the network takes while the loop is busy elsewhere.
  const auto send = [&] {
    boost::system::error_code full;
    while (sent < flood.size() && !full)
      sent += peer.write_some(boost::asio::buffer(flood.data() + sent, flood.size() - sent), full);
  };
  const std::size_t before = resident();
  while (got < kPublishes) {
    send();
    REQUIRE(site.until([&] { return !site.heard.messages.empty() || site.heard.lost; }));
    REQUIRE_FALSE(site.heard.lost);
    got += site.heard.messages.size();
    most = std::max(most, resident());
    site.heard.messages.clear();
  }
  if (test::kMemoryIsTold) CHECK(most < before + (8u << 20));
}

TEST_CASE("a broker that floods has its share of each turn, and others theirs") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  site.broker.says = kGreeting5;
  std::string flood;
  while (flood.size() < 256 * 1024) flood += publish("1");
  std::size_t taken = 0;
  mqtt::Callbacks callbacks;
  bool up = false, lost = false;
  callbacks.connected = [&](const mqtt::ConnAck&) { up = true; };
  callbacks.lost = [&](std::string, std::optional<std::uint8_t>) { lost = true; };
  callbacks.message = [&](const mqtt::Message&) { ++taken; };
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = site.broker.port();
  const auto session = site.sessions(target);
  session->connect(std::move(callbacks));
  REQUIRE(site.until([&] { return up || lost; }));
  REQUIRE(up);
  std::thread sender([&] {
    boost::system::error_code ignored;
    tcp::socket& peer = site.broker.peers.front()->socket;
    peer.non_blocking(false, ignored);
    for (int i = 0; i < 2; ++i) boost::asio::write(peer, boost::asio::buffer(flood), ignored);
  });
  const std::size_t expected = 2 * (flood.size() / publish("1").size());
  std::size_t most = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (taken < expected && !lost && std::chrono::steady_clock::now() < deadline) {
    const std::size_t before = taken;
    site.io.restart();
    site.io.run_one_for(std::chrono::milliseconds(50));
    most = std::max(most, taken - before);
  }
  sender.join();
  CHECK(taken == expected);
  // What one turn may read, and for Paho what its inbox may hold of that.
  CHECK(most <= 2 * mqtt::WakeUp::kMaxBytes / publish("1").size());
}

TEST_CASE("a broker that sends and never reads is read no further than its answers have room") {
  Site site("mosquitto");
  site.broker.says = kGreeting5;
  const std::string wants_answer("\x32\x08\x00\x03s/a\x00\x07\x00", 10);
  std::string flood;
  while (flood.size() < 256 * 1024) flood += wants_answer;
  std::size_t sent = 0;
  site.broker.goes_on = [&] {
    sent += flood.size();
    return flood;
  };
  const std::size_t before = resident();
  site.open();
  std::size_t last = 1;
  // It comes to a standstill, far from the end.
  while (last != sent && sent < (64u << 20)) {
    last = sent;
    run_until(
        site.io, [] { return false; }, std::chrono::milliseconds(500));
    site.heard.messages.clear();
  }
  CHECK(sent < (64u << 20));
  if (test::kMemoryIsTold) CHECK(resident() < before + (32u << 20));
}

TEST_CASE("the keep-alive that the broker orders is kept") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  Site site(kind);
  site.broker.says = std::string("\x20\x06\x00\x00\x03\x13\x00\x02", 8);  // 2 s
  site.open();
  REQUIRE(site.until([&] { return site.heard.connected.has_value(); }));
  // Long before the minute that was asked for, and again.
  for (std::size_t next = 0; next < 4; next += 2) {
    const auto pinged = [&] { return site.broker.heard.find(std::string("\xC0\x00", 2), next); };
    REQUIRE(site.until([&] { return pinged() != std::string::npos; }));
    boost::asio::write(site.broker.peers.front()->socket, boost::asio::buffer("\xD0\x00", 2));
  }
}

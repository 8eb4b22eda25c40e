#include "gateway/mqtt/connection/packet_guard.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::mqtt;
using Catch::Matchers::Contains;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }
Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Bytes kGreeting5{0x20, 0x03, 0x00, 0x00, 0x00};
const Bytes kGreeting311{0x20, 0x02, 0x00, 0x00};

// What the library sent: a greeting, publishes 1 and 2, subscription 1 with one filter, and the end of subscription 3.
Bytes requests(Version version) {
  const Bytes none = version == Version::v5 ? Bytes{0x00} : Bytes{};
  const auto size = [&](std::uint8_t without) { return static_cast<std::uint8_t>(without + none.size()); };
  const auto publish = [](std::uint8_t number) {
    return Bytes{0x32, 0x06, 0x00, 0x01, 't', 0x00, number, 0x00};
  };
  return Bytes{0x10, 0x00} + publish(1) + publish(2) + Bytes{0x82, size(6), 0x00, 0x01} + none +
         Bytes{0x00, 0x01, 'a', 0x01} + Bytes{0xA2, size(5), 0x00, 0x03} + none + Bytes{0x00, 0x01, 'a'};
}

struct Passed {
  Bytes bytes;
  std::string fault;
};
Passed pass(Version version, const Bytes& stream, std::size_t piece = 1 << 20, std::size_t max_payload = 64) {
  PacketGuard guard(version, max_payload);
  guard.sent(requests(version));
  Passed passed;
  for (std::size_t at = 0; at < stream.size(); at += piece)
    guard.pass(Octets(stream).subspan(at, std::min(piece, stream.size() - at)), passed.bytes);
  passed.fault = guard.fault();
  return passed;
}
std::string fault_after_greeting(const Bytes& packet, Version version = Version::v5) {
  return pass(version, (version == Version::v5 ? kGreeting5 : kGreeting311) + packet).fault;
}

}  // namespace

TEST_CASE("what a sound broker sends passes as it is, however it is cut") {
  const auto piece = GENERATE(1u, 2u, 3u, 7u, 1000u);
  const Bytes sound = kGreeting5 + Bytes{0x90, 0x04, 0x00, 0x01, 0x00, 0x01} +
                      Bytes{0x30, 0x07, 0x00, 0x03, 's', '/', 'a', 0x00, 'x'} +
                      Bytes{0x32, 0x08, 0x00, 0x03, 's', '/', 'a', 0x00, 0x09, 0x00} +
                      Bytes{0x40, 0x02, 0x00, 0x01} + Bytes{0x40, 0x04, 0x00, 0x02, 0x87, 0x00} +
                      Bytes{0xD0, 0x00} + Bytes{0xB0, 0x04, 0x00, 0x03, 0x00, 0x00} +
                      Bytes{0xE0, 0x02, 0x8E, 0x00};
  const Passed passed = pass(Version::v5, sound, piece);
  CHECK(passed.fault.empty());
  CHECK(passed.bytes == sound);
  const Bytes older = kGreeting311 + Bytes{0x90, 0x03, 0x00, 0x01, 0x01} +
                      Bytes{0x30, 0x06, 0x00, 0x03, 's', '/', 'a', 'x'} + Bytes{0x40, 0x02, 0x00, 0x01} +
                      Bytes{0xB0, 0x02, 0x00, 0x03} + Bytes{0xD0, 0x00};
  CHECK(pass(Version::v311, older, piece).bytes == older);
}

TEST_CASE("a property that MQTT does not know never reaches a library, in whatever packet") {
  CHECK(pass(Version::v5, {0x20, 0x05, 0x00, 0x00, 0x02, 0x7F, 0x00}).fault ==
        "a CONNACK with the unknown property 0x7F");
  CHECK(fault_after_greeting({0x30, 0x08, 0x00, 0x03, 's', '/', 'a', 0x02, 0x7F, 0x00}) ==
        "a PUBLISH with the unknown property 0x7F");
  CHECK(fault_after_greeting({0x90, 0x06, 0x00, 0x01, 0x02, 0x7F, 0x00, 0x00}) ==
        "a SUBACK with the unknown property 0x7F");
  CHECK(fault_after_greeting({0xE0, 0x04, 0x00, 0x02, 0x7F, 0x00}) ==
        "a DISCONNECT with the unknown property 0x7F");
  CHECK(fault_after_greeting({0x40, 0x06, 0x00, 0x01, 0x00, 0x02, 0x7F, 0x00}) ==
        "a PUBACK with the unknown property 0x7F");
  CHECK(pass(Version::v5, {0x20, 0x05, 0x00, 0x00, 0x02, 0x7F, 0x00}).bytes.empty());
}

TEST_CASE("properties of a wrong type, in a wrong packet, or twice are refused") {
  const auto greeting = [](const Bytes& properties) {
    const auto size = static_cast<std::uint8_t>(properties.size());
    return pass(Version::v5, Bytes{0x20, static_cast<std::uint8_t>(3 + size), 0, 0, size} + properties).fault;
  };
  CHECK(greeting({0x21, 0x00, 0x14, 0x24, 0x01, 0x27, 0x00, 0x00, 0x10, 0x00, 0x13, 0x00, 0x3C}).empty());
  CHECK_THAT(greeting({0x21, 0x00, 0x00}), Contains("malformed property 0x21"));
  CHECK_THAT(greeting({0x27, 0x00, 0x00, 0x00, 0x00}), Contains("malformed property 0x27"));
  CHECK_THAT(greeting({0x24, 0x02}), Contains("malformed property 0x24"));
  CHECK_THAT(greeting({0x21, 0x00}), Contains("malformed property 0x21"));
  CHECK_THAT(greeting({0x1F, 0x00, 0x05, 'a'}), Contains("malformed property 0x1F"));
  CHECK_THAT(greeting({0x1F, 0x00, 0x01, 0xFF}), Contains("malformed property 0x1F"));
  CHECK_THAT(greeting({0x13, 0x00, 0x05, 0x13, 0x00, 0x05}), Contains("twice the property 0x13"));
  CHECK_THAT(greeting({0x23, 0x00, 0x01}),
             Contains("unknown property 0x23"));  // a topic alias, which nobody offered
  CHECK_THAT(greeting({0x01, 0x01}), Contains("misplaced property 0x01"));
  CHECK_THAT(greeting({0x80, 0x01}), Contains("unknown property 0x80"));
  CHECK_THAT(greeting({0x1F, 0x00, 0x02, 'a', 0x00}), Contains("malformed property 0x1F"));
  CHECK_THAT(greeting({0x80, 0x80}), Contains("a property without an identifier"));
  CHECK(greeting({0x26, 0x00, 0x01, 'k', 0x00, 0x01, 'v', 0x26, 0x00, 0x01, 'k', 0x00, 0x01, 'w'}).empty());
  const Bytes subscribed_as{0x30, 0x07, 0x00, 0x01, 'a', 0x02, 0x0B, 0x00, 'x'};
  CHECK_THAT(fault_after_greeting(subscribed_as), Contains("malformed property 0x0B"));
  CHECK_THAT(pass(Version::v5, {0x20, 0x04, 0x00, 0x00, 0x05, 0x00}).fault, Contains("do not fit"));
  CHECK_THAT(pass(Version::v5, {0x20, 0x04, 0x00, 0x00, 0x00, 0x00}).fault,
             Contains("behind its properties"));
}

TEST_CASE("packets that only a client may send, or that come at a wrong time, are refused") {
  for (const std::uint8_t first : {0x00, 0x10, 0x82, 0xA2, 0xC0, 0xF0, 0x50, 0x62, 0x70})
    CHECK_THAT(fault_after_greeting({first, 0x00}), Contains("no server may send"));
  CHECK_THAT(fault_after_greeting({0xE0, 0x00}, Version::v311), Contains("no server may send"));
  CHECK_THAT(fault_after_greeting(kGreeting5), Contains("second CONNACK"));
  CHECK_THAT(pass(Version::v5, {0x30, 0x04, 0x00, 0x01, 'a', 0x00}).fault, Contains("no MQTT, but"));
  CHECK(pass(Version::v5, bytes("HTTP/1.1 400 Bad Request")).fault == "no MQTT, but 'HTTP/1.1 400 Bad'");
  CHECK_THAT(fault_after_greeting({0x34, 0x06, 0x00, 0x01, 'a', 0x00, 0x01, 0x00}), Contains("QoS 2"));
  CHECK_THAT(fault_after_greeting({0x36, 0x06, 0x00, 0x01, 'a', 0x00, 0x01, 0x00}), Contains("QoS 2 or 3"));
  CHECK_THAT(fault_after_greeting({0x91, 0x04, 0x00, 0x01, 0x00, 0x00}), Contains("with flags"));
}

TEST_CASE("a length is judged before a byte of it is kept") {
  CHECK(fault_after_greeting({0x90, 0xFF, 0xFF, 0xFF, 0x7F}) == "a SUBACK of 268435455 bytes");
  CHECK_THAT(fault_after_greeting({0x30, 0xFF, 0xFF, 0xFF, 0xFF}), Contains("length has no end"));
  CHECK_THAT(fault_after_greeting({0x30, 0x03, 0x00, 0x09, 'a'}), Contains("longer than the packet"));
  CHECK_THAT(fault_after_greeting({0x30, 0x00}), Contains("longer than the packet"));
  CHECK_THAT(fault_after_greeting({0x30, 0x06, 0x00, 0x01, 'a', 0x09, 0x01, 0x01}),
             Contains("longer than the packet"));
  // Of properties that are not looked at, too: 100,000 bytes of them in a packet of 200.
  CHECK_THAT(fault_after_greeting({0x30, 0xC8, 0x01, 0x00, 0x01, 'a', 0xA0, 0x8D, 0x06}),
             Contains("properties that do not fit into it"));
  CHECK_THAT(fault_after_greeting({0x30, 0x7F, 0x00, 0x01, 'a', 0xFF, 0xFF, 0xFF, 0xFF}),
             Contains("properties have no end"));
}

TEST_CASE("topics, numbers and codes that are missing or malformed are refused") {
  CHECK_THAT(fault_after_greeting({0x30, 0x03, 0x00, 0x00, 0x00}), Contains("no topic"));
  CHECK_THAT(fault_after_greeting({0x30, 0x04, 0x00, 0x01, '#', 0x00}), Contains("wildcard"));
  CHECK_THAT(fault_after_greeting({0x30, 0x04, 0x00, 0x01, 0x00, 0x00}), Contains("zero byte"));
  CHECK_THAT(fault_after_greeting({0x30, 0x04, 0x00, 0x01, 0xB0, 0x00}), Contains("not UTF-8"));
  CHECK_THAT(fault_after_greeting({0x32, 0x06, 0x00, 0x01, 'a', 0x00, 0x00, 0x00}),
             Contains("packet number 0"));
  CHECK_THAT(fault_after_greeting({0x40, 0x02, 0x00, 0x00}), Contains("no packet number"));
  CHECK_THAT(fault_after_greeting({0x40, 0x01, 0x00}), Contains("no packet number"));
  CHECK_THAT(fault_after_greeting({0x90, 0x03, 0x00, 0x01, 0x00}), Contains("no codes"));
  CHECK_THAT(fault_after_greeting({0xD0, 0x01, 0x00}), Contains("content"));
}

TEST_CASE("what answers nothing that was asked ends the stream") {
  const auto nothing = Contains("for which nothing waits");
  CHECK(fault_after_greeting({0x40, 0x02, 0x00, 0x07}) ==
        "a PUBACK with the number 7, for which nothing waits");
  CHECK_THAT(fault_after_greeting({0x40, 0x02, 0x00, 0x03}), nothing);
  CHECK_THAT(fault_after_greeting({0xB0, 0x04, 0x00, 0x01, 0x00, 0x00}), nothing);
  CHECK_THAT(fault_after_greeting({0x40, 0x02, 0x00, 0x01, 0x40, 0x02, 0x00, 0x01}), nothing);
  CHECK(fault_after_greeting({0x90, 0x05, 0x00, 0x01, 0x00, 0x01, 0x01}) ==
        "a SUBACK with 2 codes for 1 filters");
  CHECK(fault_after_greeting({0x90, 0x04, 0x00, 0x01, 0x00, 0x03}) == "a SUBACK with the unknown code 3");
  CHECK(fault_after_greeting({0x90, 0x03, 0x00, 0x01, 0x87}, Version::v311) ==
        "a SUBACK with the unknown code 135");
  for (const auto version : {Version::v5, Version::v311}) {
    PacketGuard guard(version, 64);
    Bytes passed;
    guard.pass(version == Version::v5 ? kGreeting5 : kGreeting311, passed);
    CHECK(guard.fault() == "a CONNACK with no CONNECT before it");
    CHECK(passed.empty());
  }
}

TEST_CASE("bytes that a packet has no use for are refused, in both versions") {
  CHECK_THAT(pass(Version::v5, {0x20, 0x03, 0x02, 0x00, 0x00}).fault, Contains("a malformed beginning"));
  CHECK_THAT(pass(Version::v5, {0x20, 0x04, 0x00, 0x00, 0x80, 0x00}).fault, Contains("do not fit"));
  CHECK_THAT(fault_after_greeting({0xE0, 0x03, 0x00, 0x00, 0x01}), Contains("bytes behind its properties"));
  CHECK_THAT(fault_after_greeting({0x40, 0x05, 0x00, 0x01, 0x10, 0x00, 0x01}),
             Contains("bytes behind its properties"));
  const std::string unknown = "more bytes than MQTT 3.1.1 knows";
  CHECK_THAT(pass(Version::v311, {0x20, 0x03, 0x00, 0x00, 0x00}).fault, Contains(unknown));
  CHECK_THAT(fault_after_greeting({0x40, 0x03, 0x00, 0x01, 0x00}, Version::v311), Contains(unknown));
  CHECK_THAT(fault_after_greeting({0xB0, 0x03, 0x00, 0x03, 0x00}, Version::v311), Contains(unknown));
}

TEST_CASE("a broker that knows only MQTT 3.1.1 may say so") {
  CHECK(pass(Version::v5, {0x20, 0x02, 0x00, 0x01}).fault.empty());
  CHECK_FALSE(pass(Version::v5, {0x20, 0x02, 0x00, 0x00}).fault.empty());
}

TEST_CASE("of a payload that is too long one byte more than the bound passes, and the next packet follows") {
  const auto piece = GENERATE(1u, 10u, 1000u);
  const Bytes head{0x00, 0x03, 's', '/', 'a', 0x00, 0x07};
  const Bytes stream =
      kGreeting5 + Bytes{0x32, 0x88, 0x01} + head + Bytes{0x00} + Bytes(128, 'x') + Bytes{0xD0, 0x00};
  const Passed passed = pass(Version::v5, stream, piece);
  CHECK(passed.fault.empty());
  CHECK(passed.bytes ==
        kGreeting5 + Bytes{0x32, 8 + 65} + head + Bytes{0x00} + Bytes(65, 'x') + Bytes{0xD0, 0x00});
}

TEST_CASE("the properties of a publish are looked at and left out; endless ones are left out unseen") {
  const Bytes seen{0x30, 0x0B, 0x00, 0x01, 'a', 0x07, 0x26, 0x00, 0x01, 'k', 0x00, 0x01, 'v'};
  CHECK(pass(Version::v5, kGreeting5 + seen).bytes == kGreeting5 + Bytes{0x30, 0x04, 0x00, 0x01, 'a', 0x00});
  // 100,000 bytes of properties, which are none, and two of payload.
  const Bytes unseen = Bytes{0x30, 0xA8, 0x8D, 0x06, 0x00, 0x01, 'a', 0xA0, 0x8D, 0x06} +
                       Bytes(100'000, 0x7F) + Bytes{'o', 'k'};
  const Passed passed = pass(Version::v5, kGreeting5 + unseen, 999);
  CHECK(passed.fault.empty());
  CHECK(passed.bytes == kGreeting5 + Bytes{0x30, 0x06, 0x00, 0x01, 'a', 0x00, 'o', 'k'});
}

TEST_CASE("properties of a publish that are just as long as they may be are looked at") {
  const Bytes longest =
      Bytes{0x26, 0x00, 0x01, 'k', 0x7F, 0xFA} + Bytes(PacketGuard::kMaxPropertyBytes - 6, 'v');
  const Bytes publish = Bytes{0x30, 0x86, 0x80, 0x02, 0x00, 0x01, 'a', 0x80, 0x80, 0x02} + longest;
  const Bytes seen = kGreeting5 + Bytes{0x30, 0x04, 0x00, 0x01, 'a', 0x00};
  CHECK(pass(Version::v5, kGreeting5 + publish).bytes == seen);
}

TEST_CASE("behind a farewell nothing passes") {
  CHECK(pass(Version::v5, kGreeting5 + Bytes{0xE0, 0x00, 0xD0, 0x00}).bytes ==
        kGreeting5 + Bytes{0xE0, 0x00});
}

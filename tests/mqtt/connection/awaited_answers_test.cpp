#include "gateway/mqtt/connection/awaited_answers.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::mqtt;
using Bytes = std::vector<std::uint8_t>;

namespace {

const Bytes kConnect{0x10, 0x03, 0x00, 0x01, 'a'};
const Bytes kPublish0{0x30, 0x05, 0x00, 0x01, 't', 0x00, 0x09};
const Bytes kPublish7{0x32, 0x09, 0x00, 0x01, 't', 0x00, 0x07, 0x00, 'x', 'y', 'z'};
const Bytes kSubscribe8{0x82, 0x0C, 0x00, 0x08, 0x00, 0x00, 0x02, 'a', 'b', 0x01, 0x00, 0x01, '#', 0x01};
const Bytes kUnsubscribe9{0xA2, 0x07, 0x00, 0x09, 0x00, 0x00, 0x02, 'a', 'b'};
const Bytes kPing{0xC0, 0x00};

AwaitedAnswers following(const std::vector<Bytes>& packets, std::size_t piece = 1000) {
  AwaitedAnswers awaited(true);
  for (const Bytes& packet : packets) {
    for (std::size_t at = 0; at < packet.size(); at += piece)
      awaited.follow(Octets(packet).subspan(at, std::min(piece, packet.size() - at)));
  }
  return awaited;
}

}  // namespace

TEST_CASE("each request gets one answer of its own kind, however its bytes are cut") {
  const auto piece = GENERATE(1u, 2u, 5u, 1000u);
  auto awaited = following({kConnect, kPublish0, kPublish7, kPing, kSubscribe8, kUnsubscribe9}, piece);
  CHECK(awaited.greeting());
  CHECK(awaited.between());
  CHECK(awaited.take(PacketType::puback, 7, 0).empty());
  CHECK(awaited.take(PacketType::suback, 8, 2).empty());
  CHECK(awaited.take(PacketType::unsuback, 9, 1).empty());
  for (const std::uint32_t number : {7u, 8u, 9u})
    CHECK_FALSE(awaited.take(PacketType::puback, number, 0).empty());
}

TEST_CASE("an answer of another kind, or with another number, answers nothing") {
  auto awaited = following({kPublish0, kPublish7, kSubscribe8});
  CHECK_FALSE(awaited.greeting());
  CHECK(awaited.take(PacketType::puback, 8, 0) == "the number 8, for which nothing waits");
  CHECK(awaited.take(PacketType::unsuback, 8, 2) == "the number 8, for which nothing waits");
  CHECK(awaited.take(PacketType::suback, 7, 1) == "the number 7, for which nothing waits");
  CHECK(awaited.take(PacketType::puback, 9, 0) == "the number 9, for which nothing waits");
}

TEST_CASE("as many codes must come as filters were sent") {
  for (const std::size_t codes : {0u, 1u, 3u}) {
    auto awaited = following({kSubscribe8});
    CHECK(awaited.take(PacketType::suback, 8, codes) == std::to_string(codes) + " codes for 2 filters");
  }
}

TEST_CASE("MQTT 3.1.1 has no properties, and its UNSUBACK no codes") {
  AwaitedAnswers awaited(false);
  awaited.follow(Bytes{0x82, 0x06, 0x00, 0x08, 0x00, 0x01, 'a', 0x01});
  awaited.follow(Bytes{0xA2, 0x05, 0x00, 0x09, 0x00, 0x01, 'a'});
  CHECK(awaited.take(PacketType::suback, 8, 1).empty());
  CHECK(awaited.take(PacketType::unsuback, 9, 0).empty());
}

TEST_CASE("inside a packet nothing else may begin") {
  AwaitedAnswers awaited(true);
  awaited.follow(Octets(kPublish7).first(6));
  CHECK_FALSE(awaited.between());
  awaited.follow(Octets(kPublish7).subspan(6));
  CHECK(awaited.between());
}

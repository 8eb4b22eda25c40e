#include "adapters/modbus/wire/mbap.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

struct Seen {
  std::uint16_t transaction;
  std::uint8_t unit;
  Bytes pdu;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void feed(FrameReader& reader, std::span<const std::uint8_t> bytes, std::vector<Seen>& seen) {
  while (const auto frame = reader.next(bytes)) {
    seen.push_back({frame->transaction, frame->unit, Bytes(frame->pdu.begin(), frame->pdu.end())});
  }
}

Bytes random_frame(std::mt19937& random, std::size_t pdu_bytes) {
  Bytes frame{static_cast<std::uint8_t>(random()),      static_cast<std::uint8_t>(random()), 0, 0, 0,
              static_cast<std::uint8_t>(pdu_bytes + 1), static_cast<std::uint8_t>(random())};
  for (std::size_t i = 0; i < pdu_bytes; ++i) frame.push_back(static_cast<std::uint8_t>(random()));
  return frame;
}

}  // namespace

TEST_CASE("a request frame is the header and the PDU") {
  const auto asked = [](const Question& question) {
    std::array<std::uint8_t, kMaxRequestBytes> out{};
    const std::size_t bytes = MbapFraming().ask(question, out);
    return Bytes(out.begin(), out.begin() + static_cast<long>(bytes));
  };
  CHECK(asked({0x1501, 4, Range{Table::holding_registers, 4, 52}}) ==
        Bytes{0x15, 0x01, 0, 0, 0, 6, 4, 3, 0, 4, 0, 52});
  CHECK(asked({0x1502, 4, ReadIdentification{1, 0}}) == Bytes{0x15, 0x02, 0, 0, 0, 5, 4, 0x2B, 0x0E, 1, 0});
}

TEST_CASE("whole frames in one piece are found one after the other") {
  const Bytes bytes{0, 1, 0, 0, 0, 3, 9, 0x83, 2, 0, 2, 0, 0, 0, 5, 9, 3, 2, 0xAB, 0xCD};
  FrameReader reader;
  std::vector<Seen> seen;
  feed(reader, bytes, seen);
  CHECK(seen == std::vector<Seen>{{1, 9, {0x83, 2}}, {2, 9, {3, 2, 0xAB, 0xCD}}});
  CHECK_FALSE(reader.broken());
}

TEST_CASE("however the stream is cut, the same frames come out") {
  std::mt19937 random(20261123);
  for (int round = 0; round < 300; ++round) {
    Bytes stream;
    const int frames = 1 + static_cast<int>(random() % 6);
    for (int i = 0; i < frames; ++i) {
      const Bytes frame = random_frame(random, 1 + random() % kMaxPduBytes);
      stream.insert(stream.end(), frame.begin(), frame.end());
    }
    if (round % 3 == 0) stream[random() % stream.size()] ^= 0xFF;  // sometimes the stream is broken
    FrameReader whole;
    std::vector<Seen> expected;
    feed(whole, stream, expected);
    FrameReader reader;
    std::vector<Seen> seen;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t count =
          std::min<std::size_t>(1 + random() % (round % 2 ? 4 : 400), stream.size() - at);
      feed(reader, std::span(stream).subspan(at, count), seen);
      at += count;
    }
    REQUIRE(seen == expected);
    REQUIRE(reader.broken() == whole.broken());
  }
}

TEST_CASE("the shortest and the longest frame are taken, one byte less or more breaks the stream") {
  for (const auto& [length, good] : std::vector<std::pair<unsigned, bool>>{
           {0, false}, {1, false}, {2, true}, {254, true}, {255, false}, {0x8000, false}}) {
    Bytes bytes{0, 1, 0, 0, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
    bytes.resize(6 + (good ? length : 300), 7);
    FrameReader reader;
    std::vector<Seen> seen;
    feed(reader, bytes, seen);
    INFO(length);
    CHECK(seen.size() == (good ? 1 : 0));
    CHECK(reader.broken() == !good);
  }
}

TEST_CASE("a stream that is not Modbus is broken until reset, and says why") {
  const std::string text = "HTTP/1.1 400 Bad Request\r\n";
  FrameReader reader;
  std::vector<Seen> seen;
  feed(reader, Bytes(text.begin(), text.end()), seen);
  CHECK(reader.broken());
  CHECK_THAT(reader.fault(), Catch::Contains("not Modbus"));
  const Bytes good{0, 1, 0, 0, 0, 3, 9, 0x83, 2};
  feed(reader, good, seen);
  CHECK(seen.empty());
  reader.reset();
  feed(reader, good, seen);
  CHECK(seen.size() == 1);
}

TEST_CASE("a frame left unfinished by a lost connection is forgotten with it") {
  FrameReader reader;
  std::vector<Seen> seen;
  feed(reader, Bytes{0, 1, 0, 0, 0, 9, 1, 3}, seen);
  reader.reset();
  feed(reader, Bytes{0, 2, 0, 0, 0, 3, 9, 0x83, 2}, seen);
  CHECK(seen == std::vector<Seen>{{2, 9, {0x83, 2}}});
}

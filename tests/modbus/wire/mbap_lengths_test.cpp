// Frames whose two lengths disagree: the header's, and that of function and byte count.
#include <catch2/catch.hpp>
#include <vector>

#include "adapters/modbus/wire/mbap.hpp"
#include "adapters/modbus/wire/request_text.hpp"

using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

// PDUs of the frames in `bytes`, which come in pieces of `piece` bytes.
std::vector<Bytes> pdus_of(FrameReader& reader, std::span<const std::uint8_t> bytes, std::size_t piece) {
  std::vector<Bytes> pdus;
  while (!bytes.empty()) {
    auto next = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(next.size());
    while (const auto frame = reader.next(next)) pdus.emplace_back(frame->pdu.begin(), frame->pdu.end());
  }
  return pdus;
}

void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

const Bytes kNext{0, 2, 0, 0, 0, 5, 1, 3, 2, 0xAB, 0xCD};
const Bytes kItsPdu{3, 2, 0xAB, 0xCD};

}  // namespace

// wlcrs/tmodbus#146, tiagocoutinho/modbus-proxy#62: Marstek Venus D.
TEST_CASE("an exception has two bytes, whatever its header says, and the next frame is in step") {
  const std::vector<Bytes> exceptions{
      {0x18, 0x58, 0, 0, 0, 4, 1, 0x83, 3},        // one too many
      {0x18, 0x58, 0, 0, 0, 2, 1, 0x83, 3},        // one too few
      {0x18, 0x58, 0, 0, 0, 4, 1, 0x83, 3, 0xEE},  // with the byte that is too many
      {0x18, 0x58, 0, 0, 0, 6, 1, 0x83, 3, 0, 0, 0},
  };
  for (const Bytes& exception : exceptions) {
    Bytes stream = exception;
    append(stream, kNext);
    append(stream, exception);
    append(stream, kNext);
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
      FrameReader reader;
      CAPTURE(exception, piece);
      CHECK(pdus_of(reader, stream, piece) == std::vector<Bytes>{{0x83, 3}, kItsPdu, {0x83, 3}, kItsPdu});
      CHECK_FALSE(reader.broken());
    }
  }
}

TEST_CASE("an exception is there with its code, though the header promises more") {
  FrameReader reader;
  CHECK(pdus_of(reader, Bytes{0x18, 0x58, 0, 0, 0, 4, 1, 0x83, 3}, 9) == std::vector<Bytes>{{0x83, 3}});
  CHECK(reader.unfinished() == 0);
}

TEST_CASE("behind an exception whose header is too short nothing is skipped: what is no frame is found out") {
  Bytes stream{0x18, 0x58, 0, 0, 0, 2, 1, 0x83, 3};
  append(stream, Bytes(kHeaderBytes, 0xFF));
  FrameReader reader;
  CHECK(pdus_of(reader, stream, stream.size()) == std::vector<Bytes>{{0x83, 3}});
  CHECK(reader.broken());
}

// yaacov/node-modbus-serial#599: a damaged length, everything else right.
TEST_CASE("an answer ends with its last value, though the header promises more") {
  const Bytes values{3, 4, 0, 1, 0, 2};
  for (const std::uint8_t said : {8, 9, 71, 254}) {
    Bytes stream{0, 1, 0, 0, 0, said, 1};
    append(stream, values);
    append(stream, kNext);
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
      FrameReader reader;
      CAPTURE(said, piece);
      CHECK(pdus_of(reader, stream, piece) == std::vector<Bytes>{values, kItsPdu});
      CHECK_FALSE(reader.broken());
    }
  }
}

TEST_CASE("what a header counts behind the last value is skipped") {
  Bytes stream{0, 1, 0, 0, 0, 9, 1, 3, 4, 0, 1, 0, 2, 0xEE, 0xEE};
  append(stream, kNext);
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    FrameReader reader;
    CAPTURE(piece);
    CHECK(pdus_of(reader, stream, piece) == std::vector<Bytes>{{3, 4, 0, 1, 0, 2}, kItsPdu});
    CHECK_FALSE(reader.broken());
  }
}

// steveohara/j2mod#157
TEST_CASE("a header that is too short ends the answer, what is left is skipped, and both lengths are named") {
  const Request asked = Range{Table::input_registers, 7, 2};
  Bytes stream{0, 1, 0, 0, 0, 6, 0x31, 4, 4, 0, 0, 0, 0};
  append(stream, kNext);
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    FrameReader reader;
    CAPTURE(piece);
    const auto pdus = pdus_of(reader, stream, piece);
    REQUIRE(pdus == std::vector<Bytes>{{4, 4, 0, 0, 0}, kItsPdu});
    CHECK_FALSE(reader.broken());
    const Response response = parse_response(asked, pdus[0]);
    REQUIRE(response.kind == Response::Kind::malformed);
    CHECK(faulty_answer_text(asked, response) == "the length field says 6, the answer needs 7 (input 7..8)");
  }
}

TEST_CASE("an answer that is short of a value takes nothing from the frame behind it") {
  Bytes stream{0, 1, 0, 0, 0, 4, 1, 3, 2, 0};
  append(stream, kNext);
  FrameReader reader;
  CHECK(pdus_of(reader, stream, stream.size()) == std::vector<Bytes>{{3, 2, 0}, kItsPdu});
}

TEST_CASE("other functions are as long as their header says") {
  for (const Bytes& pdu : {Bytes{0x2B, 0x0E, 1, 1}, Bytes{0x64, 1, 2, 3, 4, 5}, Bytes{0xC8, 1, 2, 3}}) {
    Bytes stream{0, 1, 0, 0, 0, static_cast<std::uint8_t>(pdu.size() + 1), 1};
    append(stream, pdu);
    append(stream, kNext);
    FrameReader reader;
    CHECK(pdus_of(reader, stream, 3) == std::vector<Bytes>{pdu, kItsPdu});
  }
}

TEST_CASE("RTU on a connection for Modbus TCP is called by its name, with the key that it needs") {
  const Bytes rtu{1, 3, 2, 0x03, 0xE8, 0xB8, 0xFA};
  FrameReader reader;
  CHECK(pdus_of(reader, rtu, rtu.size()).empty());
  CHECK_THAT(reader.fault(), Catch::Contains("RTU") && Catch::Contains("rtu_over_tcp"));
  Bytes damaged = rtu;
  damaged.back() ^= 1;
  reader.reset();
  CHECK(pdus_of(reader, damaged, damaged.size()).empty());
  CHECK_THAT(reader.fault(), Catch::Contains("not Modbus TCP") && !Catch::Contains("rtu_over_tcp"));
}

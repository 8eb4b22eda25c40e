// Frames compared with bytes that real nuclei accepted and sent.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "gateway/greengrass/event_stream.hpp"
#include "gateway/greengrass/operations.hpp"

using namespace gatewarden::greengrass;
using Catch::Matchers::Contains;

namespace {

std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  }
  return bytes;
}

// The token is sixteen A.
const std::string kConnect = from_hex(
    "0000007800000048d487bdc50d3a6d6573736167652d7479706504000000040e3a6d6573736167652d666c61677304000000000a"
    "3a73747265616d2d69640400000000083a76657273696f6e070005302e312e307b2261757468546f6b656e223a22414141414141"
    "41414141414141414141227deca0b242");
const std::string kAck = from_hex(
    "0000004700000037374cfe3f0d3a6d6573736167652d7479706504000000050e3a6d6573736167652d666c61677304000000010a"
    "3a73747265616d2d69640400000000e237e27d");
// {} to a/b with QoS 1, on stream 1.
const std::string kPublish = from_hex(
    "000000dd0000009f74f7ea540d3a6d6573736167652d7479706504000000000e3a6d6573736167652d666c61677304000000000a"
    "3a73747265616d2d69640400000001096f7065726174696f6e07001f6177732e677265656e6772617373235075626c697368546f"
    "496f54436f726512736572766963652d6d6f64656c2d747970650700266177732e677265656e6772617373235075626c69736854"
    "6f496f54436f7265526571756573747b22746f7069634e616d65223a22612f62222c22716f73223a2231222c227061796c6f6164"
    "223a226533303d227d0a868e2f");
const std::string kClose = from_hex(
    "0000004700000037374cfe3f0d3a6d6573736167652d7479706504000000000e3a6d6573736167652d666c61677304000000020a"
    "3a73747265616d2d696404000000012809c8cf");

std::string bytes_of(const Frame& frame) {
  std::string bytes;
  append_frame(bytes, frame);
  CHECK(bytes.size() == frame_size(frame));
  return bytes;
}

// A frame that owns its texts.
struct Said {
  FrameType type{};
  std::int32_t flags = 0, stream = 0;
  std::string version, operation, model, content_type, payload;
  explicit Said(const Frame& f)
      : type(f.type),
        flags(f.flags),
        stream(f.stream),
        version(f.version),
        operation(f.operation),
        model(f.model),
        content_type(f.content_type),
        payload(f.payload) {}
};

std::vector<Said> read(FrameReader& reader, std::string_view bytes, std::size_t piece) {
  std::vector<Said> said;
  while (!bytes.empty() && !reader.broken()) {
    std::string_view next = bytes.substr(0, piece);
    bytes.remove_prefix(next.size());
    while (const auto frame = reader.next(next)) said.emplace_back(*frame);
  }
  return said;
}

Said only(std::string_view bytes) {
  FrameReader reader;
  const auto said = read(reader, bytes, bytes.size());
  INFO(reader.fault());
  REQUIRE(said.size() == 1);
  return said.front();
}

std::string fault_of(std::string_view bytes, std::size_t most = kMaxFrameBytes) {
  FrameReader reader(most);
  CHECK(read(reader, bytes, bytes.size()).empty());
  return reader.fault();
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

// The format's CRC by its definition: no table, not zlib's.
std::uint32_t crc(std::string_view bytes) {
  std::uint32_t state = 0xFFFFFFFF;
  for (const char c : bytes) {
    state ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) state = state >> 1 ^ (state & 1 ? 0xEDB88320u : 0u);
  }
  return ~state;
}

std::string prelude(std::uint32_t total, std::uint32_t headers) {
  const std::string lengths = big_endian(total) + big_endian(headers);
  return lengths + big_endian(crc(lengths));
}

// Any headers, with correct lengths and checksums.
std::string frame_around(const std::string& headers, const std::string& payload = "") {
  const std::string bytes = prelude(static_cast<std::uint32_t>(16 + headers.size() + payload.size()),
                                    static_cast<std::uint32_t>(headers.size())) +
                            headers + payload;
  return bytes + big_endian(crc(bytes));
}

std::string header(const std::string& name, std::uint8_t type, const std::string& value) {
  return std::string(1, static_cast<char>(name.size())) + name + static_cast<char>(type) + value;
}

std::string needed() {
  return header(":message-type", 4, big_endian(0)) + header(":message-flags", 4, big_endian(0)) +
         header(":stream-id", 4, big_endian(9));
}

}  // namespace

TEST_CASE("the checksum is the one of zlib") { CHECK(crc("123456789") == 0xCBF43926); }

TEST_CASE("what is sent to a nucleus is byte for byte what it takes") {
  CHECK(bytes_of({.type = FrameType::connect,
                  .version = kRpcVersion,
                  .payload = connect_text("AAAAAAAAAAAAAAAA")}) == kConnect);
  CHECK(bytes_of({.type = FrameType::connect_ack, .flags = kAccepted}) == kAck);
  CHECK(bytes_of({.stream = 1,
                  .operation = kPublishToIoTCore,
                  .model = kPublishToIoTCoreRequest,
                  .payload = publish_text("a/b", "{}", 1)}) == kPublish);
  CHECK(bytes_of({.flags = kTerminateStream, .stream = 1}) == kClose);
}

TEST_CASE("what a nucleus sends is read") {
  const Said connect = only(kConnect);
  CHECK(connect.type == FrameType::connect);
  CHECK(connect.version == "0.1.0");
  CHECK(connect.payload == R"({"authToken":"AAAAAAAAAAAAAAAA"})");
  const Said ack = only(kAck);
  CHECK(ack.type == FrameType::connect_ack);
  CHECK(ack.flags == kAccepted);
  CHECK(ack.payload.empty());
  const Said publish = only(kPublish);
  CHECK(publish.type == FrameType::application);
  CHECK(publish.stream == 1);
  CHECK(publish.operation == "aws.greengrass#PublishToIoTCore");
  CHECK(publish.model == "aws.greengrass#PublishToIoTCoreRequest");
  CHECK(publish.payload == R"({"topicName":"a/b","qos":"1","payload":"e30="})");
  CHECK(only(kClose).flags == kTerminateStream);
}

TEST_CASE("frames are found wherever the stream is cut") {
  const std::string stream = kConnect + kAck + kPublish + kClose;
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    FrameReader reader;
    const auto said = read(reader, stream, piece);
    CAPTURE(piece, reader.fault());
    REQUIRE(said.size() == 4);
    CHECK(said[2].operation == kPublishToIoTCore);
    CHECK(said[3].flags == kTerminateStream);
  }
  for (std::size_t cut = 0; cut <= kPublish.size(); ++cut) {
    FrameReader reader;
    CAPTURE(cut);
    auto said = read(reader, std::string_view(kPublish).substr(0, cut), kPublish.size());
    CHECK(said.size() == (cut == kPublish.size() ? 1 : 0));
    const auto rest = read(reader, std::string_view(kPublish).substr(cut), kPublish.size());
    CHECK(said.size() + rest.size() == 1);
  }
}

TEST_CASE("no byte of a frame may change unnoticed") {
  for (std::size_t i = 0; i < kPublish.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string bytes = kPublish;
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      CAPTURE(i, bit);
      CHECK_THAT(fault_of(bytes), Contains("checksum"));
    }
  }
}

TEST_CASE("lengths that cannot be are refused as soon as they are read") {
  CHECK_THAT(fault_of(prelude(0xFFFFFFFF, 0)), Contains("4294967295 bytes"));
  CHECK_THAT(fault_of(prelude(10'000, 100), 9'999), Contains("at most 9999"));
  CHECK_THAT(fault_of(prelude(15, 0)), Contains("contradict"));
  CHECK_THAT(fault_of(prelude(0, 0)), Contains("contradict"));
  CHECK_THAT(fault_of(prelude(100, 85)), Contains("contradict"));
  CHECK_THAT(fault_of(prelude(100, 0xFFFFFFF0)), Contains("contradict"));
  CHECK(fault_of(prelude(9'999, 100), 9'999).empty());
}

TEST_CASE("a broken stream stays broken") {
  FrameReader reader;
  std::string bytes = kAck;
  bytes.back() ^= 1;
  CHECK(read(reader, bytes, bytes.size()).empty());
  REQUIRE(reader.broken());
  CHECK(read(reader, kAck, kAck.size()).empty());
  std::string_view next = kAck;
  CHECK_FALSE(reader.next(next));
}

TEST_CASE("headers of every type of the format are passed over") {
  const std::string all = header("t", 0, "") + header("f", 1, "") + header("byte", 2, "x") +
                          header("short", 3, "xx") + header("int", 4, "xxxx") +
                          header("long", 5, "xxxxxxxx") + header("bytes", 6, std::string("\0\3", 2) + "abc") +
                          header("text", 7, std::string("\0\0", 2)) + header("time", 8, "xxxxxxxx") +
                          header("uuid", 9, "0123456789abcdef") + header("", 0, "");
  const Said said = only(frame_around(all + needed(), "payload"));
  CHECK(said.stream == 9);
  CHECK(said.payload == "payload");
}

TEST_CASE("headers that are wrong break the stream") {
  CHECK_THAT(fault_of(frame_around(needed() + header("x", 10, ""))), Contains("unknown type 10"));
  CHECK_THAT(fault_of(frame_around(needed() + header("x", 255, ""))), Contains("unknown type 255"));
  CHECK_THAT(fault_of(frame_around(needed() + header("x", 9, "too short"))), Contains("longer than"));
  CHECK_THAT(fault_of(frame_around(needed() + header("x", 7, std::string("\x7F\xFF", 2)))),
             Contains("longer than"));
  CHECK_THAT(fault_of(frame_around(needed() + "\x05:msg")), Contains("longer than"));
  CHECK_THAT(fault_of(frame_around(needed() + header(":stream-id", 7, std::string("\0\1", 2) + "1"))),
             Contains(":stream-id is not a 32-bit integer"));
  CHECK_THAT(fault_of(frame_around(needed() + header("operation", 4, big_endian(1)))),
             Contains("operation is not a text"));
  CHECK_THAT(fault_of(frame_around(header(":message-type", 4, big_endian(0)))), Contains("without"));
  CHECK_THAT(fault_of(frame_around("")), Contains("without"));
}

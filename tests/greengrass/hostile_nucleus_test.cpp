// What a nucleus sends must not choose the gateway's memory.
#include <zlib.h>

#include <boost/asio.hpp>

#include "gateway/greengrass/event_stream.hpp"
#include "tests/greengrass/nucleus_rig.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using greengrass::Frame;
using greengrass::FrameType;
using greengrass::Nucleus;

namespace {

// A frame as it arrives, its parts and what is made of them: texts, base64, the log's words.
constexpr std::size_t kMaxMemory = 8 * greengrass::kMaxFrameBytes;
constexpr const char* kFilter = "$aws/things/+/defender/metrics/json/accepted";

std::string encoded(const Frame& frame) {
  std::string bytes;
  greengrass::append_frame(bytes, frame);
  return bytes;
}

void put32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

// Lengths with a right checksum.
std::string prelude(std::uint32_t total, std::uint32_t headers) {
  std::string bytes;
  put32(bytes, total);
  put32(bytes, headers);
  put32(bytes, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), 8)));
  return bytes;
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

// A nucleus that greets, grants one subscription, on stream 1, and then sends what it likes.
struct HostileRig {
  HostileRig() {
    acceptor.async_accept(peer, [](auto) {});
    session->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return peer.is_open(); }));
    peer.non_blocking(true);
    say(encoded({.type = FrameType::connect_ack, .flags = greengrass::kAccepted}));
    REQUIRE(run_until(io, [&] { return heard.connected.has_value(); }));
    session->subscribe(1, {kFilter}, 1);
    say(encoded({.stream = 1, .payload = "{}"}));
    REQUIRE(run_until(io, [&] { return heard.subscribed.contains(1); }));
  }
  ~HostileRig() { session.reset(); }

  // Until all is taken, or nobody takes any more.
  void say(std::string_view bytes) {
    for (boost::system::error_code error; !bytes.empty();) {
      bytes.remove_prefix(peer.write_some(boost::asio::buffer(bytes), error));
      if (error && error != boost::asio::error::would_block) break;
      settle();
    }
    settle();
  }
  void settle() {
    io.restart();
    io.poll();
  }
  std::size_t memory_of(const std::string& bytes) {
    const PeakBytes peak;
    say(bytes);
    return peak.grown();
  }

  boost::asio::io_context io;
  ManualClock clock;
  TemporaryFolder folder;
  std::string socket = folder / "ipc.socket";
  boost::asio::local::stream_protocol::acceptor acceptor{io, socket};
  boost::asio::local::stream_protocol::socket peer{io};
  Heard heard;
  mqtt::SessionFactory factory =
      greengrass::greengrass_sessions(io, clock, {socket, "AAAAAAAAAAAAAAAA", Nucleus::classic, 0}, nullptr);
  std::unique_ptr<mqtt::Session> session = factory({});
};

std::string event(std::string_view payload) { return encoded({.stream = 1, .payload = payload}); }

}  // namespace

TEST_CASE(
    "a nucleus that announces a frame of gigabytes, or headers of them, is left without memory for it") {
  for (const auto& [total, headers] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {0xFFFFFFFF, 100}, {0xFFFFFFFF, 0xFFFFFFE0}, {100, 0xFFFFFFFF}, {0x80000000, 0x7FFFFFFF}}) {
    HostileRig rig;
    CHECK(rig.memory_of(prelude(total, headers) + std::string(64 * 1024, 'x')) < 64 * 1024);
    CHECK(rig.heard.lost);
  }
}

TEST_CASE("a frame of which no end comes takes what has arrived of it, and no more than the largest one") {
  HostileRig rig;
  const std::string begin = prelude(greengrass::kMaxFrameBytes, 20);
  CHECK(rig.memory_of(begin) < 1024);
  CHECK(rig.memory_of(std::string(greengrass::kMaxFrameBytes / 2, 'x')) <= greengrass::kMaxFrameBytes);
  CHECK_FALSE(rig.heard.lost);
}

TEST_CASE("no event takes more memory than a few frames, however its JSON is made") {
  constexpr std::size_t kBytes = greengrass::kMaxFrameBytes - 200;
  std::string members = "{";
  for (int i = 0; members.size() < kBytes - 20; ++i) members += "\"m" + std::to_string(i) + "\":[],";
  HostileRig rig;
  const LogCapture log;
  for (const std::string& payload :
       {repeated("[", kBytes - 1), repeated("{\"message\":", kBytes - 20), members + "\"z\":0}",
        "{\"message\":" + repeated("[],", kBytes - 20), "[" + repeated("{},", kBytes - 20) + "0]",
        R"({"message":{"topicName":"a/b","payload":")" + repeated("AAAA", kBytes - 100) + "\"}}"}) {
    INFO(payload.substr(0, 20));
    REQUIRE(payload.size() < greengrass::kMaxFrameBytes - 100);
    CHECK(rig.memory_of(event(payload)) <= kMaxMemory);
    rig.heard.messages.clear();
  }
  CHECK_FALSE(rig.heard.lost);
  CHECK(log.count("event_unreadable") == 1);
}

TEST_CASE("a nucleus that pings without reading the answers is left") {
  HostileRig rig;
  const std::string ping = encoded({.type = FrameType::ping, .payload = std::string(100'000, 'p')});
  const PeakBytes peak;
  for (int i = 0; i < 500 && !rig.heard.lost; ++i) rig.say(ping);
  CHECK(peak.grown() <= kMaxMemory);
  REQUIRE(rig.heard.lost);
  CHECK_THAT(*rig.heard.lost, Catch::Contains("reads no answers"));
}

TEST_CASE("a nucleus that reads its answers may ping as often as it likes") {
  HostileRig rig;
  const std::string ping = encoded({.type = FrameType::ping, .payload = std::string(100'000, 'p')});
  std::vector<char> read(200'000);
  for (int i = 0; i < 200; ++i) {
    rig.say(ping);
    for (boost::system::error_code error; !error;) {
      rig.peer.read_some(boost::asio::buffer(read), error);
      rig.settle();
    }
  }
  CHECK_FALSE(rig.heard.lost);
}

// What a peer sends must not choose the gateway's memory: a megabyte of it, of every sort, at each of Modbus' doors.
#include <random>

#include "tests/modbus/link_rig.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

constexpr std::size_t kSent = 1024 * 1024;
// The link's own: reads of a frame's size, counters, texts, what Boost.Asio keeps for each operation.
constexpr std::size_t kMaxMemory = 128 * 1024;

Bytes repeated(const Bytes& piece, std::size_t bytes) {
  Bytes all;
  while (all.size() < bytes) all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

// By name, a piece of what is sent without end.
std::vector<std::pair<std::string, Bytes>> attacks() {
  std::mt19937 random(7);
  Bytes garbage(16 * 1024);
  for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random());
  return {
      {"frames that nobody asked for", repeated({0x77, 0x77, 0, 0, 0, 5, 1, 3, 2, 0, 0}, 16 * 1024)},
      {"identifications that nobody asked for",
       repeated({0x77, 0x78, 0, 0, 0, 12, 1, 0x2B, 0x0E, 1, 0x83, 0xFF, 0, 1, 0, 2, 'x', 'y'}, 16 * 1024)},
      {"headers that announce the longest frame", repeated({0, 1, 0, 0, 0, 254, 1}, 16 * 1024)},
      {"headers that announce more than there are", repeated({0, 1, 0, 0, 0xFF, 0xFF, 1}, 16 * 1024)},
      {"zero bytes", Bytes(16 * 1024)},
      {"random bytes", garbage},
      {"RTU answers of other units", repeated({9, 3, 2, 0, 1, 0x98, 0x45}, 16 * 1024)}};
}

// Sends as fast as it is read, whoever is connected.
class Flood {
 public:
  Flood(boost::asio::io_context& io, const Bytes& piece) : io_(io), piece_(piece) {}

  void take(tcp::socket socket) {
    socket_.emplace(std::move(socket));
    socket_->non_blocking(true);
  }
  // What the socket takes.
  std::size_t push() {
    if (!socket_) return 0;
    boost::system::error_code error;
    const std::size_t sent = socket_->write_some(boost::asio::buffer(piece_), error);
    if (error && error != boost::asio::error::would_block) socket_.reset();
    return sent;
  }
  bool connected() const { return socket_.has_value(); }

 protected:
  boost::asio::io_context& io_;

 private:
  const Bytes& piece_;
  std::optional<tcp::socket> socket_;
};

class FloodingServer : public Flood {
 public:
  FloodingServer(boost::asio::io_context& io, const Bytes& piece) : Flood(io, piece) { listen(); }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void listen() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      take(std::move(socket));
      listen();
    });
  }
  tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
};

std::vector<ValueSource> all_kinds() { return {holding(0), of_identity(kWholeIdentity)}; }

// The most memory while `push` sends kSent bytes; it returns how many it could send now.
template <class Push>
std::size_t memory_of(Rig& rig, Push push) {
  rig.pass(1s);
  const test::PeakBytes peak;
  int pauses = 0;
  for (std::size_t sent = 0; sent < kSent;) {
    const std::size_t now = push();
    sent += now;
    if (now == 0) {  // the link was hung up on, and waits
      REQUIRE(++pauses < 20'000);
      rig.clock.advance(1s);
    }
    rig.pass(20ms);
  }
  return peak.grown();
}

}  // namespace

TEST_CASE("a server that sends without end, whatever it sends, costs a link no memory") {
  for (const bool rtu : {false, true}) {
    for (const auto& [name, piece] : attacks()) {
      INFO(name << (rtu ? ", RTU over TCP" : ""));
      const test::LogCapture log;
      Rig rig;
      FloodingServer server(rig.io, piece);
      (rtu ? rig.settings.rtu_over_tcp : rig.settings.tcp) = HostPort{"127.0.0.1", server.port()};
      rig.begin({unit(1, profile_of(all_kinds(), 100ms)), unit(2, profile_of(all_kinds(), 100ms))});
      CHECK(memory_of(rig, [&] { return server.push(); }) <= kMaxMemory);
      rig.link.reset();
    }
  }
}

TEST_CASE("a caller that sends without end costs a link no memory") {
  for (const auto speaks : {DialIn::Speaks::tcp, DialIn::Speaks::rtu}) {
    for (const auto& [name, piece] : attacks()) {
      INFO(name);
      const test::LogCapture log;
      Rig rig;
      rig.settings.dial_in = DialIn{{"127.0.0.1", 0}, speaks, {}};
      rig.begin({unit(1, profile_of(all_kinds(), 100ms))});
      rig.pass(20ms);
      const std::string here = rig.link->snapshot().endpoint;
      const auto port = static_cast<std::uint16_t>(std::stoi(here.substr(here.find(':') + 1)));
      Flood caller(rig.io, piece);
      const auto push = [&] {
        if (!caller.connected()) {
          tcp::socket again(rig.io);
          again.connect({boost::asio::ip::address_v4::loopback(), port});
          caller.take(std::move(again));
        }
        return caller.push();
      };
      CHECK(memory_of(rig, push) <= kMaxMemory);
      rig.link.reset();
    }
  }
}

TEST_CASE("a serial line full of bytes costs a link no memory") {
  for (const auto& [name, piece] : attacks()) {
    INFO(name);
    const test::LogCapture log;
    SerialRig rig;
    rig.line.script([](const auto&, auto&) {});
    rig.start({unit(1, profile_of(all_kinds(), 100ms))});
    const Bytes part(piece.begin(), piece.begin() + 1024);
    std::uint64_t connects = 0, lost = 0;
    const auto push = [&]() -> std::size_t {
      const auto counters = rig.link->snapshot().counters;
      const std::uint64_t unread = rig.line.sent_bytes() - counters.at("received_bytes");
      if (std::exchange(connects, counters.at("connects")) != counters.at("connects")) lost = unread;
      if (rig.link->snapshot().state != LinkState::connected || unread > lost) {
        rig.io.restart();
        rig.io.run_one_for(1ms);  // a pseudo-terminal delivers at any time
        return 0;
      }
      rig.line.send(part);
      return 32 * part.size();  // a slower line
    };
    CHECK(memory_of(rig, push) <= kMaxMemory);
  }
}

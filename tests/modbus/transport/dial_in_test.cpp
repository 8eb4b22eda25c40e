#include "adapters/modbus/transport/peer_network.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/support/no_descriptors.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using test::NoDescriptors;

namespace {

// A meter with a modem: connects and answers in its framing, unless silenced.
class Caller {
 public:
  // `ready`: called when only the connection is missing.
  Caller(
      boost::asio::io_context& io, const std::string& endpoint, DialIn::Speaks speaks,
      const std::function<void()>& ready = [] {})
      : socket_(io), speaks_(speaks) {
    const auto port = static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.find(':') + 1)));
    socket_.open(tcp::v4());
    ready();
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    listen();
  }
  bool hung_up() const { return hung_up_; }
  void silence() { silent_ = true; }
  void close() { socket_.close(); }

 private:
  void listen() {
    socket_.async_read_some(boost::asio::buffer(chunk_), [this](auto error, std::size_t count) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) {
        hung_up_ = true;
        return;
      }
      if (!silent_) answer(Bytes(chunk_.begin(), chunk_.begin() + static_cast<long>(count)));
      listen();
    });
  }
  // Requests come one at a time.
  void answer(const Bytes& b) {
    const std::size_t at = speaks_ == DialIn::Speaks::tcp ? 6 : 0;
    const auto number = [&](std::size_t i) {
      return static_cast<std::uint16_t>(b[at + i] << 8 | b[at + i + 1]);
    };
    const Bytes out = speaks_ == DialIn::Speaks::tcp
                          ? ScriptedModbusSlave::answer({static_cast<std::uint16_t>(b[0] << 8 | b[1]), b[6],
                                                         b[7], number(2), number(4)})
                          : ScriptedSerialSlave::answer({b[0], b[1], number(2), number(4), {}});
    boost::asio::write(socket_, boost::asio::buffer(out));
  }
  tcp::socket socket_;
  DialIn::Speaks speaks_;
  std::array<std::uint8_t, 300> chunk_{};
  bool silent_ = false;
  bool hung_up_ = false;
};

struct DialInRig : Rig {
  explicit DialInRig(DialIn::Speaks speaks, std::vector<std::string> from = {}) {
    settings.dial_in = DialIn{{"127.0.0.1", 0}, speaks, std::move(from)};
  }
  ~DialInRig() { link.reset(); }
  void start() {
    begin({unit(1, profile_of({holding(4)}, 1s))});
    pass(20ms);
  }
  LinkState state() const { return link->snapshot().state; }
};

// Runs the handlers of an idle loop, up to a bound.
[[maybe_unused]] std::size_t handlers_in(boost::asio::io_context& io) {
  std::size_t count = 0;
  while (count < 1000 && io.poll_one() > 0) ++count;
  return count;
}

}  // namespace

#ifndef GATEWARDEN_TEST_NEEDS_DESCRIPTORS
TEST_CASE("a call that cannot be taken is said, costs no rest, and is taken once it can be") {
  DialInRig rig(DialIn::Speaks::tcp);
  rig.start();
  std::optional<NoDescriptors> none;
  Caller meter(rig.io, rig.link->snapshot().endpoint, DialIn::Speaks::tcp, [&] { none.emplace(); });
  rig.until([&] { return rig.state() != LinkState::listening; });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("cannot take a call"));
  CHECK(handlers_in(rig.io) < 100);
  none.reset();
  rig.pass(5s);
  rig.until([&] { return rig.state() == LinkState::connected; });
  rig.pass(1s);
  rig.until([&] { return rig.sink.count(100) >= 1; });
}

TEST_CASE("a second call that cannot be taken yet disturbs nobody") {
  DialInRig rig(DialIn::Speaks::tcp);
  rig.start();
  const std::string endpoint = rig.link->snapshot().endpoint;
  Caller meter(rig.io, endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return rig.state() == LinkState::connected; });
  std::optional<NoDescriptors> none;
  Caller stranger(rig.io, endpoint, DialIn::Speaks::tcp, [&] { none.emplace(); });
  CHECK(handlers_in(rig.io) < 100);
  CHECK(rig.state() == LinkState::connected);
  none.reset();
  rig.pass(1s);
  rig.until([&] { return stranger.hung_up(); });
  CHECK(rig.state() == LinkState::connected);
  CHECK_FALSE(meter.hung_up());
}

#endif

TEST_CASE("a device that calls is read over its own connection, in either framing") {
  for (const auto speaks : {DialIn::Speaks::tcp, DialIn::Speaks::rtu}) {
    DialInRig rig(speaks);
    rig.start();
    CHECK(rig.state() == LinkState::listening);
    Caller meter(rig.io, rig.link->snapshot().endpoint, speaks);
    rig.until([&] { return rig.state() == LinkState::connected; });
    CHECK_THAT(rig.link->snapshot().endpoint, Catch::EndsWith(" from 127.0.0.1"));
    rig.pass(100ms);
    rig.until([&] { return rig.sink.count(100) == 1; });
    CHECK(rig.sink.numbers[100][0] == 104);
    rig.pass(1s);
    rig.until([&] { return rig.sink.count(100) == 2; });
  }
}

TEST_CASE("a device that does not call is said to be missing, and waited for without end") {
  DialInRig rig(DialIn::Speaks::tcp);
  rig.start();
  rig.pass(60s);
  CHECK(rig.state() == LinkState::listening);
  CHECK_THAT(rig.device(1).why, Catch::Contains("no device has dialled in"));
  Caller meter(rig.io, rig.link->snapshot().endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return rig.state() == LinkState::connected; });
  rig.pass(1s);
  rig.until([&] { return rig.sink.count(100) >= 1; });
  CHECK(rig.link->snapshot().why.empty());
}

TEST_CASE("a device that hangs up and calls again is read again") {
  DialInRig rig(DialIn::Speaks::rtu);
  rig.start();
  const std::string endpoint = rig.link->snapshot().endpoint;
  auto meter = std::make_unique<Caller>(rig.io, endpoint, DialIn::Speaks::rtu);
  rig.until([&] { return rig.state() == LinkState::connected; });
  rig.pass(100ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  meter->close();
  rig.until([&] { return rig.state() != LinkState::connected; });
  rig.pass(2s);
  Caller again(rig.io, endpoint, DialIn::Speaks::rtu);
  rig.until([&] { return rig.state() == LinkState::connected; });
  rig.pass(1s);
  rig.until([&] { return rig.sink.count(100) >= 2; });
}

TEST_CASE("a second caller is turned away while the device answers, and takes its place once it is silent") {
  DialInRig rig(DialIn::Speaks::tcp);
  rig.settings.misses = 100;  // the link would hang up sooner
  rig.start();
  const std::string endpoint = rig.link->snapshot().endpoint;
  Caller meter(rig.io, endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return rig.state() == LinkState::connected; });
  rig.pass(100ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  Caller stranger(rig.io, endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return stranger.hung_up(); });
  CHECK(rig.link->snapshot().counters.at("refused") == 1);
  CHECK_FALSE(meter.hung_up());
  meter.silence();  // a modem without network is silent
  rig.pass(11s);
  const std::size_t before = rig.sink.count(100);
  Caller redialled(rig.io, endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return meter.hung_up(); });
  rig.until([&] {
    rig.pass(100ms);
    return rig.sink.count(100) > before;
  });
  CHECK_FALSE(redialled.hung_up());
}

TEST_CASE("only addresses that may call are let in") {
  DialInRig rig(DialIn::Speaks::tcp, {"10.8.0.0/16", "fd00::/8"});
  rig.start();
  Caller stranger(rig.io, rig.link->snapshot().endpoint, DialIn::Speaks::tcp);
  rig.until([&] { return stranger.hung_up(); });
  CHECK(rig.state() == LinkState::listening);
  CHECK(rig.link->snapshot().counters.at("refused") == 1);
}

TEST_CASE("a port that is taken is named, and tried again") {
  DialInRig first(DialIn::Speaks::tcp);
  first.start();
  const std::string endpoint = first.link->snapshot().endpoint;
  DialInRig second(DialIn::Speaks::tcp);
  second.settings.dial_in->listen.port =
      static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.find(':') + 1)));
  second.start();
  CHECK_THAT(second.link->snapshot().why, Catch::Contains("cannot listen"));
  CHECK(second.state() == LinkState::waiting);
  first.link.reset();
  first.settle();
  second.pass(10s);
  CHECK(second.state() == LinkState::listening);
}

TEST_CASE("networks hold the addresses they say") {
  const auto holds = [](const char* network, const char* address) {
    const auto parsed = PeerNetwork::parse(network);
    REQUIRE(parsed);
    return parsed->contains(address);
  };
  CHECK(holds("10.8.0.0/24", "10.8.0.255"));
  CHECK_FALSE(holds("10.8.0.0/24", "10.8.1.0"));
  CHECK(holds("10.8.0.0/24", "::ffff:10.8.0.3"));
  CHECK(holds("192.168.4.7", "192.168.4.7"));
  CHECK_FALSE(holds("192.168.4.7", "192.168.4.6"));
  CHECK(holds("0.0.0.0/0", "1.2.3.4"));
  CHECK_FALSE(holds("0.0.0.0/0", "::1"));
  CHECK(holds("fd00::/9", "fd7f::1"));
  CHECK_FALSE(holds("fd00::/9", "fd80::1"));
  for (const char* wrong : {"", "plc.local", "10.8.0.0/33", "10.8.0.0/", "10.8.0/8", "10.8.0.0/8x"}) {
    CHECK_FALSE(PeerNetwork::parse(wrong));
  }
}

TEST_CASE("a line behind a serial server is read as RTU, over TCP") {
  Rig rig;
  tcp::acceptor server(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
  rig.settings.rtu_over_tcp = {"127.0.0.1", server.local_endpoint().port()};
  rig.begin({unit(1, profile_of({holding(0)}, 1s)), unit(2, profile_of({holding(0)}, 1s))});
  tcp::socket line(rig.io);
  bool connected = false;
  server.async_accept(line, [&](auto error) { connected = !error; });
  rig.pass(10ms);
  rig.until([&] { return connected; });
  std::array<std::uint8_t, 64> chunk{};
  std::function<void()> serve = [&] {
    line.async_read_some(boost::asio::buffer(chunk), [&](auto error, std::size_t count) {
      if (error) return;
      REQUIRE(count == 8);  // never two requests at once
      const Bytes answer = ScriptedSerialSlave::answer({chunk[0], chunk[1], 0, 1, {}});
      for (const std::uint8_t byte : answer) boost::asio::write(line, boost::asio::buffer(&byte, 1));
      serve();
    });
  };
  serve();
  rig.until([&] {
    rig.pass(10ms);
    return rig.sink.count(100) >= 3 && rig.sink.count(200) >= 3;
  });
  CHECK(rig.sink.numbers[200][0] == 200);
  CHECK(rig.link->snapshot().errors == 0);
  rig.link.reset();
}

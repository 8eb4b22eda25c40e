// Every fault in every framing: units 1 and 2 share a line, and unit 1's answers go wrong for a while. Each
// fault is counted, no value is made up, unit 2 is still read, and unit 1 recovers.
#include <set>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

enum class Way : std::uint8_t { tcp, rtu_over_tcp, serial };
const std::vector<Way> kWays{Way::tcp, Way::rtu_over_tcp, Way::serial};
const char* name_of(Way way) {
  return way == Way::tcp ? "TCP" : way == Way::serial ? "a serial line" : "RTU over TCP";
}

using Asked = ScriptedModbusSlave::Request;

// An answer on the wire.
struct Voice {
  bool rtu = false;
  Bytes answer(const Asked& asked) const {
    if (!rtu) return ScriptedModbusSlave::answer(asked);
    return ScriptedSerialSlave::answer({asked.unit, asked.function, asked.first, asked.count, {}});
  }
  Bytes framed(const Asked& asked, std::uint8_t unit, const Bytes& pdu) const {
    return rtu ? ScriptedSerialSlave::framed(unit, pdu)
               : ScriptedModbusSlave::framed(asked.transaction, unit, pdu);
  }
  Bytes exception(const Asked& asked, std::uint8_t code) const {
    return framed(asked, asked.unit, {static_cast<std::uint8_t>(asked.function | 0x80), code});
  }
};

struct Reply {
  Bytes bytes{};
  Bytes later{};          // sent after the next request
  bool hangs_up = false;  // with a reset, after the bytes
};
using Behaviour = std::function<Reply(const Voice&, const Asked&)>;

Reply honest(const Voice& voice, const Asked& asked) { return {voice.answer(asked)}; }

// A device or gateway behind a TCP port: one request at a time, one connection or any number.
class TcpDevice {
 public:
  TcpDevice(boost::asio::io_context& io, bool rtu)
      : door_(io, {boost::asio::ip::address_v4::loopback(), 0}), voice_{rtu} {
    accept();
  }
  std::uint16_t port() const { return door_.local_endpoint().port(); }
  unsigned connections() const { return connections_; }
  unsigned turned_away() const { return turned_away_; }
  void one_socket() { one_socket_ = true; }
  bool is_free() const { return current_.expired(); }
  Behaviour behaviour = honest;

 private:
  struct Peer {
    explicit Peer(tcp::socket s) : socket(std::move(s)) {}
    tcp::socket socket;
    std::array<std::uint8_t, 256> chunk{};
    Bytes in, later;
  };
  void accept() {
    door_.async_accept([this](auto error, tcp::socket socket) {
      if (error) return;
      if (one_socket_ && !current_.expired()) {
        ++turned_away_;  // and closed
      } else {
        ++connections_;
        socket.set_option(tcp::no_delay(true));
        const auto peer = std::make_shared<Peer>(std::move(socket));
        current_ = peer;
        listen(peer);
      }
      accept();
    });
  }
  void listen(const std::shared_ptr<Peer>& peer) {
    peer->socket.async_read_some(boost::asio::buffer(peer->chunk), [this, peer](auto error, std::size_t n) {
      if (error) return;
      peer->in.insert(peer->in.end(), peer->chunk.begin(), peer->chunk.begin() + static_cast<long>(n));
      const std::size_t needed = voice_.rtu ? 8 : 12;
      while (peer->in.size() >= needed && peer->socket.is_open()) {
        const Bytes b(peer->in.begin(), peer->in.begin() + static_cast<long>(needed));
        peer->in.erase(peer->in.begin(), peer->in.begin() + static_cast<long>(needed));
        answer(*peer, b);
      }
      if (peer->socket.is_open()) listen(peer);
    });
  }
  void answer(Peer& peer, const Bytes& b) {
    const std::size_t at = voice_.rtu ? 0 : 6;
    const auto word = [&](std::size_t i) { return static_cast<std::uint16_t>(b[i] << 8 | b[i + 1]); };
    const Asked asked{voice_.rtu ? std::uint16_t{0} : word(0), b[at], b[at + 1], word(at + 2), word(at + 4)};
    const Reply reply = behaviour(voice_, asked);
    boost::system::error_code ignored;
    boost::asio::write(peer.socket, boost::asio::buffer(std::exchange(peer.later, reply.later)), ignored);
    boost::asio::write(peer.socket, boost::asio::buffer(reply.bytes), ignored);
    if (!reply.hangs_up) return;
    peer.socket.set_option(boost::asio::socket_base::linger(reply.bytes.empty(), 0), ignored);
    peer.socket.close(ignored);
  }

  tcp::acceptor door_;
  Voice voice_;
  bool one_socket_ = false;
  unsigned connections_ = 0, turned_away_ = 0;
  std::weak_ptr<Peer> current_;
};

// Units 1 and 2, two readings each, every second.
struct Site {
  explicit Site(Way its_way, bool close_after_poll = false) : way(its_way) {
    const auto profile = profile_of({holding(0), holding(500)}, 1s);
    Rig& rig = its_rig();
    rig.settings.close_after_poll = close_after_poll;
    if (way == Way::serial) {
      serial->line.script([this](const ScriptedSerialSlave::Request& r, ScriptedSerialSlave& line) {
        const Reply reply = behaviour({true}, {0, r.unit, r.function, r.first, r.count});
        const Bytes held = std::exchange(later, reply.later);
        if (!held.empty()) line.send(held);
        if (!reply.bytes.empty()) line.send(reply.bytes);
      });
      serial->start({unit(1, profile), unit(2, profile)});
      return;
    }
    device = std::make_unique<TcpDevice>(rig.io, way == Way::rtu_over_tcp);
    device->behaviour = [this](const Voice& voice, const Asked& asked) { return behaviour(voice, asked); };
    const HostPort there{"127.0.0.1", device->port()};
    (way == Way::tcp ? rig.settings.tcp : rig.settings.rtu_over_tcp) = there;
    rig.begin({unit(1, profile), unit(2, profile)});
  }
  ~Site() { its_rig().link.reset(); }

  Rig& its_rig() {
    if (way == Way::serial) return serial ? *serial : *(serial = std::make_unique<SerialRig>());
    return plain ? *plain : *(plain = std::make_unique<Rig>());
  }
  void pass(Duration duration) {
    if (way == Way::serial) return serial->serve(duration);
    plain->pass(duration);
  }
  std::uint64_t counted(std::uint8_t id, const std::string& counter) {
    return its_rig().counted(id, counter);
  }
  std::size_t values(std::uint32_t point) { return its_rig().sink.count(point); }

  const Way way;
  Behaviour behaviour = honest;
  Bytes later;
  std::unique_ptr<SerialRig> serial;
  std::unique_ptr<Rig> plain;
  std::unique_ptr<TcpDevice> device;
};

void check_values(Site& site) {
  const std::map<std::uint32_t, double> truth{{100, 100}, {101, 600}, {200, 200}, {201, 700}};
  for (const auto& [point, expected] : truth) {
    INFO("point " << point);
    const auto& seen = site.its_rig().sink.numbers[point];
    CHECK(std::set<double>(seen.begin(), seen.end()) == std::set<double>{expected});
  }
}

struct Fault {
  const char* name;
  std::set<Way> ways;
  Behaviour behaviour;
  const char* counter;           // of unit 1
  bool ends_connection = false;  // what is lost with it is asked again
  bool hurts = true;             // meanwhile unit 1 gives no values
};

const std::set<Way> kAll(kWays.begin(), kWays.end());
const std::set<Way> kTcp{Way::tcp, Way::rtu_over_tcp};
const std::set<Way> kRtu{Way::rtu_over_tcp, Way::serial};

Reply cut_short(const Voice& voice, const Asked& asked) {
  Bytes bytes = voice.answer(asked);
  bytes.resize(bytes.size() - 2);
  return {bytes};
}

const std::vector<Fault>& faults() {
  static const std::vector<Fault> all{
      {"silent", kAll, [](const Voice&, const Asked&) { return Reply{}; }, "timeouts"},
      {"late", kAll,
       [](const Voice& v, const Asked& a) {
         return Reply{{}, v.answer(a)};
       },
       "late"},
      {"the answer of another unit",
       {Way::tcp},
       [](const Voice& v, const Asked& a) {
         return Reply{v.framed(a, 9, {3, 2, 0, 1})};
       },
       "bad_answers"},
      {"the answer of another unit", kRtu,
       [](const Voice& v, const Asked& a) {
         return Reply{v.framed(a, 9, {3, 2, 0, 1})};
       },
       "timeouts"},
      {"another transaction",
       {Way::tcp},
       [](const Voice& v, Asked a) {
         a.transaction = static_cast<std::uint16_t>(a.transaction + 1000);
         return Reply{v.answer(a)};
       },
       "timeouts"},
      {"another function", kAll,
       [](const Voice& v, const Asked& a) {
         return Reply{v.framed(a, a.unit, {4, 2, 0, 1})};
       },
       "bad_answers"},
      {"more than was asked for", kAll,
       [](const Voice& v, const Asked& a) {
         return Reply{v.framed(a, a.unit, {3, 4, 0, 1, 0, 2})};
       },
       "bad_answers"},
      // A stream is marked only by its lengths: what comes next is taken for the rest.
      {"cut short", {Way::tcp}, cut_short, "timeouts", true},
      {"cut short", kRtu, cut_short, "timeouts"},
      {"cut short by the end of the connection", kTcp,
       [](const Voice& v, const Asked& a) {
         Bytes bytes = v.answer(a);
         bytes.resize(bytes.size() - 2);
         return Reply{bytes, {}, true};
       },
       "lost", true},
      {"a wrong checksum", kRtu,
       [](const Voice& v, const Asked& a) {
         Bytes bytes = v.answer(a);
         bytes.back() ^= 1;
         return Reply{bytes};
       },
       "crc_errors"},
      {"a wrong value under the right checksum's place", kRtu,
       [](const Voice& v, const Asked& a) {
         Bytes bytes = v.answer(a);
         bytes[4] ^= 0x10;
         return Reply{bytes};
       },
       "crc_errors"},
      {"an exception", kAll, [](const Voice& v, const Asked& a) { return Reply{v.exception(a, 4)}; },
       "exception_4"},
      {"busy", kAll, [](const Voice& v, const Asked& a) { return Reply{v.exception(a, 6)}; }, "exception_6"},
      {"a gateway that reaches nobody", kAll,
       [](const Voice& v, const Asked& a) { return Reply{v.exception(a, 11)}; }, "exception_11"},
      {"a reset", kTcp,
       [](const Voice&, const Asked&) {
         return Reply{{}, {}, true};
       },
       "lost", true},
      {"twice", kAll,
       [](const Voice& v, const Asked& a) {
         Bytes bytes = v.answer(a);
         const Bytes again = bytes;
         bytes.insert(bytes.end(), again.begin(), again.end());
         return Reply{bytes};
       },
       "late", false, false},
      {"again with the next answer",
       {Way::tcp},
       [](const Voice& v, const Asked& a) {
         return Reply{v.answer(a), v.answer(a)};
       },
       "late",
       false,
       false},
  };
  return all;
}

void try_out(const Fault& fault, Way way) {
  INFO(fault.name << ", by " << name_of(way));
  Site site(way);
  site.pass(2500ms);
  REQUIRE(site.values(101) >= 2);
  REQUIRE(site.values(201) >= 2);
  CHECK(site.its_rig().link->snapshot().errors == 0);

  site.behaviour = [&](const Voice& voice, const Asked& asked) {
    return asked.unit == 1 ? fault.behaviour(voice, asked) : honest(voice, asked);
  };
  const std::size_t ones = site.values(100), twos = site.values(201);
  site.pass(10s);
  CHECK(site.counted(1, fault.counter) > 0);
  if (fault.hurts) {
    CHECK(site.values(100) == ones);
    CHECK_FALSE(site.its_rig().device(1).why.empty());
  } else {
    CHECK(site.values(100) >= ones + 9);
  }
  CHECK(site.values(201) >= twos + (fault.ends_connection ? 8 : 9));
  CHECK(site.its_rig().device(2).state == DeviceState::online);
  CHECK(site.counted(2, "timeouts") == 0);

  site.behaviour = honest;
  site.pass(61s);
  CHECK(site.its_rig().device(1).state == DeviceState::online);
  CHECK(site.its_rig().device(1).why.empty());
  CHECK(site.values(101) > ones + 20);
  if (!fault.ends_connection) CHECK(site.its_rig().link->snapshot().counters["connects"] == 1);
  check_values(site);
}

}  // namespace

TEST_CASE("each fault of one unit, by TCP, is counted and costs the other nothing") {
  for (const Fault& fault : faults()) {
    if (fault.ways.count(Way::tcp)) try_out(fault, Way::tcp);
  }
}

TEST_CASE("each fault of one unit, by RTU over TCP, is counted and costs the other nothing") {
  for (const Fault& fault : faults()) {
    if (fault.ways.count(Way::rtu_over_tcp)) try_out(fault, Way::rtu_over_tcp);
  }
}

TEST_CASE("each fault of one unit, on a serial line, is counted and costs the other nothing") {
  for (const Fault& fault : faults()) {
    if (fault.ways.count(Way::serial)) try_out(fault, Way::serial);
  }
}

// device-modbus-go#356, telegraf#8225.
TEST_CASE(
    "a device with one socket that another master holds is read when it is free, and left free between") {
  for (const Way way : {Way::tcp, Way::rtu_over_tcp}) {
    INFO(name_of(way));
    Site site(way, true);
    site.device->one_socket();
    tcp::socket other(site.its_rig().io);
    other.connect({boost::asio::ip::address_v4::loopback(), site.device->port()});
    site.its_rig().until([&] { return !site.device->is_free(); });
    site.pass(20s);
    CHECK(site.values(100) == 0);
    CHECK(site.device->turned_away() >= 2);
    CHECK(site.device->turned_away() <= 20);  // not more
    CHECK_THAT(site.its_rig().device(1).why,
               Catch::Contains("closed by the other side") || Catch::Contains("connection lost"));
    other.close();
    site.its_rig().until([&] { return site.device->is_free(); });
    site.pass(32s);
    REQUIRE(site.values(201) > 0);
    CHECK(site.its_rig().device(1).state == DeviceState::online);
    const std::size_t before = site.values(201);
    for (int i = 0; i < 3; ++i) {
      site.pass(500ms);  // between two readings, or right after one
      site.its_rig().until([&] { return site.device->is_free(); });
      site.pass(500ms);
    }
    CHECK(site.values(201) >= before + 2);
    check_values(site);
  }
}

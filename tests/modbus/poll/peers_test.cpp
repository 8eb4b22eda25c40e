// The link with foreign servers: libmodbus (C, a thread of this test) and pymodbus (Python, a
// child process), in real time.
#include <fcntl.h>
#include <modbus/modbus.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <set>
#include <thread>

#include "adapters/modbus/commission/probe.hpp"
#include "adapters/modbus/commission/scan.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/modbus/pymodbus_server.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

// Holding register n = 2 n, input register n = 3 n, coil n is set if n is even; 100 of each.
class LibmodbusServer {
 public:
  LibmodbusServer() : context_(modbus_new_tcp("127.0.0.1", 0)), map_(modbus_mapping_new(100, 100, 100, 100)) {
    for (int i = 0; i < 100; ++i) {
      map_->tab_registers[i] = static_cast<std::uint16_t>(2 * i);
      map_->tab_input_registers[i] = static_cast<std::uint16_t>(3 * i);
      map_->tab_bits[i] = i % 2 == 0;
    }
    listening_ = modbus_tcp_listen(context_, 4);
    if (listening_ < 0 || pipe2(stop_.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("libmodbus cannot listen");
    thread_ = std::thread([this] { serve(); });
  }
  ~LibmodbusServer() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    close(listening_);
    modbus_mapping_free(map_);
    modbus_free(context_);
  }
  std::uint16_t port() const { return port_of(listening_); }

 private:
  void serve() {
    std::set<int> clients;
    while (true) {
      fd_set readable;
      FD_ZERO(&readable);
      FD_SET(stop_[0], &readable);
      FD_SET(listening_, &readable);
      int highest = std::max(stop_[0], listening_);
      for (const int client : clients) {
        FD_SET(client, &readable);
        highest = std::max(highest, client);
      }
      if (select(highest + 1, &readable, nullptr, nullptr, nullptr) < 0 || FD_ISSET(stop_[0], &readable))
        break;
      if (FD_ISSET(listening_, &readable))
        clients.insert(accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
      for (const int client : std::set<int>(clients)) {
        if (!FD_ISSET(client, &readable)) continue;
        modbus_set_socket(context_, client);
        std::uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
        const int length = modbus_receive(context_, query);
        if (length > 0) modbus_reply(context_, query, length, map_);
        if (length < 0) {  // it would repeat the error for ever
          close(client);
          clients.erase(client);
        }
      }
    }
    for (const int client : clients) close(client);
  }

  modbus_t* context_;
  modbus_mapping_t* map_;
  int listening_ = -1;
  std::array<int, 2> stop_{};
  std::thread thread_;
};

struct RealRig {
  RealRig(std::uint16_t port, unsigned outstanding) {
    settings.tcp = {"localhost", port};  // by name, to include the look-up
    settings.spread = false;
    settings.timeout = 5s;
    settings.outstanding = outstanding;
    link = master.link("peer", settings, sink);
  }
  template <class Predicate>
  void until(Predicate so) {
    REQUIRE(test::run_until(io, so));
  }
  boost::asio::io_context io;
  SystemClock clock{io};
  RecordingSink sink;
  LinkSettings settings;
  ModbusMaster master{clock, io};
  std::unique_ptr<Link> link;
};

}  // namespace

TEST_CASE("a libmodbus server is read: all tables, one request at a time and eight") {
  LibmodbusServer server;
  for (const unsigned outstanding : {1u, 8u}) {
    RealRig rig(server.port(), outstanding);
    ValueSource coil, discrete, input;
    coil.coil = 6;
    discrete.discrete = 1;
    input.input = 99;
    const auto profile =
        profile_of({holding(10), coil, discrete, input, holding(40, DataType::uint32)}, 100ms);
    std::vector<Assignment> devices;
    for (std::uint8_t id = 1; id <= 20; ++id) devices.push_back(unit(id, profile));
    rig.link->assign(devices);
    rig.link->start();
    rig.until([&] { return rig.sink.count(2004) >= 3; });
    for (std::uint32_t id = 1; id <= 20; ++id) {
      CHECK(rig.sink.numbers[100 * id][0] == 20);
      CHECK(rig.sink.numbers[100 * id + 1][0] == 1);
      CHECK(rig.sink.numbers[100 * id + 2][0] == 0);
      CHECK(rig.sink.numbers[100 * id + 3][0] == 297);
      CHECK(rig.sink.numbers[100 * id + 4][0] == 80 * 65536.0 + 82);
    }
    CHECK(rig.link->snapshot().errors == 0);
    CHECK(rig.link->snapshot().counters["connects"] == 1);
  }
}

TEST_CASE("a libmodbus server refuses what it does not have, and the rest is still read") {
  LibmodbusServer server;
  RealRig rig(server.port(), 1);
  rig.link->assign({unit(1, profile_of({holding(98), holding(99), holding(105)}, 100ms))});
  rig.link->start();
  rig.until([&] { return rig.sink.count(101) >= 3; });
  CHECK(rig.sink.numbers[100][0] == 196);
  CHECK(rig.sink.numbers[101][0] == 198);
  CHECK(rig.sink.count(102) == 0);
  CHECK(rig.link->device(DeviceId{1}).state == DeviceState::online);
  CHECK_THAT(rig.link->device(DeviceId{1}).why, Catch::Contains("holding 105"));
}

TEST_CASE("a libmodbus server that ends is missed, with the reason") {
  auto server = std::make_unique<LibmodbusServer>();
  RealRig rig(server->port(), 1);
  rig.link->assign({unit(1, profile_of({holding(1)}, 50ms))});
  rig.link->start();
  rig.until([&] { return rig.sink.count(100) >= 2; });
  server.reset();
  rig.until([&] { return !rig.link->snapshot().why.empty(); });
  CHECK(rig.link->snapshot().errors > 0);
}

TEST_CASE("a pymodbus server is read, and a unit it does not have hurts nobody") {
  PymodbusServer server;
  REQUIRE(server.port() != 0);
  RealRig rig(server.port(), 1);
  ValueSource coil, input;
  coil.coil = 5;
  input.input = 9;
  const auto profile = profile_of({holding(0), holding(39), coil, input}, 100ms);
  rig.link->assign({unit(7, profile), unit(8, profile)});
  rig.link->start();
  rig.until([&] { return rig.sink.count(703) >= 3; });
  CHECK(rig.sink.numbers[700][0] == 1000);
  CHECK(rig.sink.numbers[701][0] == 1039);
  CHECK(rig.sink.numbers[702][0] == 0);
  CHECK(rig.sink.numbers[703][0] == 509);
  CHECK(rig.sink.count(800) == 0);
  CHECK(rig.link->device(DeviceId{7}).state == DeviceState::online);
}

TEST_CASE("a libmodbus server is scanned and probed: it answers every id alike, and refuses what it lacks") {
  LibmodbusServer server;
  boost::asio::io_context io;
  SystemClock clock(io);
  LinkSettings settings;
  settings.tcp = {"127.0.0.1", server.port()};
  settings.timeout = 5s;
  RequestClient client(stream_for(settings, io, clock), settings, clock);

  bool done = false;
  Scan scan(
      client, clock, {{255, 0, 1, 247, 2, 3, 4}, true, 0}, [](const FoundUnit&) {}, [&] { done = true; });
  scan.start();
  REQUIRE(test::run_until(io, [&] { return done; }));
  CHECK(scan.all_alike());
  CHECK(scan.found().size() == 5);

  done = false;
  Probe probe(client, clock, {{1}, {{Table::holding_registers, 90, 20}}, 125, 1, 1ms}, [&] { done = true; });
  probe.start();
  REQUIRE(test::run_until(io, [&] { return done; }));
  const auto unit = probe.units()[0];
  REQUIRE(unit.blocks.size() == 1);
  CHECK(unit.blocks[0].range == Range{Table::holding_registers, 90, 10});
  CHECK(unit.blocks[0].bytes[19] == 198);
  CHECK(unit.blocks[0].later == unit.blocks[0].bytes);
  REQUIRE(unit.refused.size() == 1);
  CHECK(unit.refused[0].range == Range{Table::holding_registers, 100, 10});
}

// A serial line with a foreign RTU server behind a pseudo-terminal: libmodbus and pymodbus, in real time.
#include <modbus/modbus.h>

#include <thread>

#include "adapters/modbus/commission/scan.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/modbus/null_modem.hpp"
#include "tests/modbus/pymodbus_server.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

// Unit 17: holding register n = 2 n, input register n = 3 n, coil n is set if n is even; 100 of each.
class LibmodbusRtuServer {
 public:
  explicit LibmodbusRtuServer(const std::string& path)
      : context_(modbus_new_rtu(path.c_str(), 19200, 'N', 8, 1)),
        map_(modbus_mapping_new(100, 100, 100, 100)) {
    modbus_set_slave(context_, 17);
    for (int i = 0; i < 100; ++i) {
      map_->tab_registers[i] = static_cast<std::uint16_t>(2 * i);
      map_->tab_input_registers[i] = static_cast<std::uint16_t>(3 * i);
      map_->tab_bits[i] = i % 2 == 0;
    }
    if (modbus_connect(context_) != 0) throw std::runtime_error("libmodbus cannot open the port");
    modbus_set_indication_timeout(context_, 0, 100'000);
    thread_ = std::thread([this] {
      while (!stop_) {
        std::uint8_t query[MODBUS_RTU_MAX_ADU_LENGTH];
        const int length = modbus_receive(context_, query);
        if (length > 0) modbus_reply(context_, query, length, map_);
        if (length < 0 && (errno == ECONNRESET || errno == EIO)) return;  // it would repeat for ever
      }
    });
  }
  ~LibmodbusRtuServer() {
    stop_ = true;
    thread_.join();
    modbus_close(context_);
    modbus_mapping_free(map_);
    modbus_free(context_);
  }

 private:
  modbus_t* context_;
  modbus_mapping_t* map_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

struct Reader {
  Reader(const NullModem& cable, Duration timeout) {
    LinkSettings settings;
    settings.serial = cable.master();
    settings.line.baud = 19200;
    settings.spread = false;
    settings.timeout = timeout;
    link = master.link("line", settings, sink);
  }
  boost::asio::io_context io;
  SystemClock clock{io};
  RecordingSink sink;
  ModbusMaster master{clock, io};
  std::unique_ptr<Link> link;
};

}  // namespace

TEST_CASE("a libmodbus RTU server is read: all tables, and an absent unit beside it") {
  NullModem cable;
  LibmodbusRtuServer server(cable.server());
  Reader reader(cable, 300ms);
  ValueSource coil, discrete, input;
  coil.coil = 6;
  discrete.discrete = 1;
  input.input = 99;
  const auto profile = profile_of({holding(10), holding(98), holding(105), coil, discrete, input}, 200ms);
  reader.link->assign({unit(17, profile), unit(18, profile)});
  reader.link->start();
  REQUIRE(test::run_until(reader.io, [&] { return reader.sink.count(1705) >= 5; }));
  CHECK(reader.sink.numbers[1700][0] == 20);
  CHECK(reader.sink.numbers[1701][0] == 196);
  CHECK(reader.sink.count(1702) == 0);  // refused
  CHECK(reader.sink.numbers[1703][0] == 1);
  CHECK(reader.sink.numbers[1704][0] == 0);
  CHECK(reader.sink.numbers[1705][0] == 297);
  CHECK(reader.link->device(DeviceId{17}).state == DeviceState::online);
  CHECK(reader.link->device(DeviceId{17}).counters.count("crc_errors") == 0);
  CHECK(reader.link->device(DeviceId{18}).state == DeviceState::never_seen);
}

TEST_CASE("a pymodbus RTU server is read: all tables, what it refuses, and an absent unit beside it") {
  NullModem cable;
  PymodbusServer server({"serial", cable.server()});
  REQUIRE(server.port() != 0);
  Reader reader(cable, 1s);
  ValueSource coil, odd_coil, discrete, input;
  coil.coil = 6;
  odd_coil.coil = 7;
  discrete.discrete = 9;
  input.input = 9;
  const auto profile =
      profile_of({holding(0), holding(39), holding(45), coil, odd_coil, discrete, input}, 200ms);
  reader.link->assign({unit(7, profile), unit(8, profile)});
  reader.link->start();
  REQUIRE(test::run_until(reader.io, [&] { return reader.sink.count(706) >= 5; }));
  CHECK(reader.sink.numbers[700][0] == 1000);
  CHECK(reader.sink.numbers[701][0] == 1039);
  CHECK(reader.sink.count(702) == 0);  // refused
  CHECK(reader.sink.numbers[703][0] == 1);
  CHECK(reader.sink.numbers[704][0] == 0);
  CHECK(reader.sink.numbers[705][0] == 1);
  CHECK(reader.sink.numbers[706][0] == 509);
  CHECK(reader.link->device(DeviceId{7}).state == DeviceState::online);
  CHECK_THAT(reader.link->device(DeviceId{7}).why,
             Catch::Contains("exception 2") && Catch::Contains("holding 45"));
  CHECK(reader.link->device(DeviceId{7}).counters.count("crc_errors") == 0);
  CHECK(reader.link->device(DeviceId{8}).state == DeviceState::never_seen);
  CHECK(reader.sink.count(800) == 0);
}

// libmodbus takes what follows a request to an absent unit within half a second for its
// answer: a scan waits longer.
TEST_CASE("a line with a libmodbus RTU server is scanned: its unit is found behind absent ones") {
  NullModem cable;
  LibmodbusRtuServer server(cable.server());
  boost::asio::io_context io;
  SystemClock clock(io);
  LinkSettings settings;
  settings.serial = cable.master();
  settings.line.baud = 19200;
  settings.timeout = kSerialPatience;
  RequestClient client(stream_for(settings, io, clock), settings, clock);
  bool done = false;
  Scan scan(
      client, clock, {{14, 15, 16, 17, 18}, false, 0}, [](const FoundUnit&) {}, [&] { done = true; });
  scan.start();
  REQUIRE(test::run_until(io, [&] { return done; }));
  REQUIRE(scan.found().size() == 1);
  CHECK(scan.found()[0].unit == 17);
  CHECK_FALSE(scan.found()[0].garbled);
}

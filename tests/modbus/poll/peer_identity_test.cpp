// A foreign server's identity (pymodbus_server.py): function 43 / 14 in several answers, over
// TCP and serial, in real time.
#include "adapters/modbus/commission/scan.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/modbus/null_modem.hpp"
#include "tests/modbus/pymodbus_server.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Strings = std::vector<std::vector<std::string>>;

namespace {

constexpr std::uint8_t kUnit = 7;

std::string long_name() { return "Plant 7 " + std::string(192, 'p'); }
std::string long_model() { return std::string(200, 'm'); }

void check_all_of(const Identity& identity) {
  CHECK(identity[IdentityField::vendor] == "Pymodbus");
  CHECK(identity[IdentityField::product] == "PM");
  CHECK(identity[IdentityField::firmware] == "3.0.0");
  CHECK(identity[IdentityField::url] == "https://pymodbus.example/");
  CHECK(identity[IdentityField::name] == long_name());
  CHECK(identity[IdentityField::model] == long_model());
  CHECK(identity[IdentityField::application] == "boiler house");
}

// A link on a real clock whose unit is read and asked for its identity.
struct AskingRig {
  void run() {
    settings.spread = false;
    settings.timeout = 5s;
    const auto link = master.link("peer", settings, sink);
    link->assign({unit(kUnit, profile_of({holding(3), of_identity(part_of(IdentityField::firmware)),
                                          of_identity(kWholeIdentity), of_identity(kIdentityChanges)},
                                         1h))});
    link->start();
    REQUIRE(test::run_until(io, [&] { return sink.count(703) == 1; }));
    CHECK(sink.numbers[700] == std::vector<double>{1003});
    CHECK(sink.lists[701] == Strings{{"3.0.0"}});
    CHECK(sink.lists[702] == Strings{{"Pymodbus", "PM", "3.0.0", long_model(), long_name(),
                                      "https://pymodbus.example/", "boiler house"}});
    CHECK(sink.numbers[703] == std::vector<double>{0});
    const DeviceSnapshot device = link->device(DeviceId{kUnit});
    CHECK_THAT(device.identity, Catch::StartsWith("Pymodbus PM, firmware 3.0.0"));
    CHECK(device.counters.at("requests") == 1 + 3);  // registers, and three answers of identity
    CHECK(device.state == DeviceState::online);
  }
  // Asks an absent unit too: pymodbus refuses at once, or is silent.
  void scan() {
    settings.timeout = 1s;
    RequestClient client(stream_for(settings, io, clock), settings, clock);
    bool done = false;
    Scan scan(
        client, clock, {{kUnit, 8}, false, 0}, [](const FoundUnit&) {}, [&] { done = true; });
    scan.start();
    REQUIRE(test::run_until(io, [&] { return done; }));
    REQUIRE(scan.complete());
    REQUIRE(scan.found().size() == 1);
    CHECK(scan.found()[0].unit == kUnit);
    CHECK(scan.found()[0].why.empty());
    CHECK(scan.found()[0].refused.empty());
    check_all_of(scan.found()[0].identity);
  }

  boost::asio::io_context io;
  SystemClock clock{io};
  RecordingSink sink;
  LinkSettings settings;
  ModbusMaster master{clock, io};
};

}  // namespace

TEST_CASE("a pymodbus server says who it is in three answers over TCP, to a link and to a scan") {
  PymodbusServer server;
  REQUIRE(server.port() != 0);
  AskingRig rig;
  rig.settings.tcp = {"127.0.0.1", server.port()};
  rig.run();
  rig.scan();
}

TEST_CASE("a pymodbus server says who it is in three answers on a serial line, to a link and to a scan") {
  NullModem cable;
  PymodbusServer server({"serial", cable.server()});
  REQUIRE(server.port() != 0);
  AskingRig rig;
  rig.settings.serial = cable.master();
  rig.settings.line.baud = 19200;
  rig.run();
  rig.scan();
}

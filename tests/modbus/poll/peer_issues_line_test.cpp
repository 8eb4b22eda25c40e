// Golden cases: other gateways' issues about lines and their devices, each named.
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;
using SerialSlave = ScriptedSerialSlave;

namespace {

SerialSlave::Script all_but(std::uint8_t absent) {
  return [absent](const SerialSlave::Request& request, SerialSlave& line) {
    if (request.unit != absent) line.send(SerialSlave::answer(request));
  };
}

}  // namespace

// Also thingsboard-gateway#474 and node-red-contrib-modbus#446.
TEST_CASE("telegraf#11782: a unit that is switched off costs the others of its serial line no reading") {
  SerialRig rig;
  const auto profile = profile_of({holding(0), holding(300)}, 1s);
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
  rig.serve(3s);
  rig.line.script(all_but(2));
  const std::size_t ones = rig.sink.count(101), threes = rig.sink.count(301);
  rig.serve(30s);
  CHECK(rig.sink.count(101) >= ones + 29);
  CHECK(rig.sink.count(301) >= threes + 29);
  CHECK(rig.device(2).state == DeviceState::offline);
  rig.line.script(SerialSlave::truthful());
  rig.serve(31s);
  CHECK(rig.device(2).state == DeviceState::online);
}

TEST_CASE("thingsboard-gateway#164: a device that is off at the start is read when it is switched on") {
  LinkRig rig;
  Slave other(rig.io);
  rig.slave.shut_down();
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  LinkSettings settings = rig.settings;
  settings.tcp = {"127.0.0.1", other.port()};
  const auto neighbour = rig.master.link("hall-b", settings, rig.sink);
  neighbour->assign({unit(2, profile_of({holding(0)}, 1s))});
  neighbour->start();
  rig.pass(60s);
  CHECK(rig.sink.count(200) >= 60);
  CHECK(rig.sink.count(100) == 0);
  CHECK(rig.device(1).state == DeviceState::never_seen);
  rig.slave.return_to_service();
  rig.pass(32s);
  CHECK(rig.sink.count(100) >= 1);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("esphome/issues#6494: an absent unit makes no healthy one look offline, not for a moment") {
  SerialRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.line.script(all_but(3));
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
  rig.serve(2s);
  for (int i = 0; i < 300; ++i) {
    rig.serve(100ms);
    REQUIRE(rig.device(1).state == DeviceState::online);
    REQUIRE(rig.device(2).state == DeviceState::online);
  }
  CHECK(rig.device(3).state == DeviceState::never_seen);
  CHECK(rig.link->snapshot().counters.at("connects") == 1);
}

// Also home-assistant/core#52450 and #142658.
TEST_CASE("libmodbus#735: a gateway that reboots is read again, and is not stormed meanwhile") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(3s);
  for (int reboot = 1; reboot <= 3; ++reboot) {
    rig.slave.shut_down();
    const auto failures = rig.link->snapshot().counters.at("failures");
    rig.pass(90s);
    CHECK(rig.link->snapshot().counters.at("failures") - failures <=
          20);  // pauses grow to 30 s, less a random part
    rig.slave.return_to_service();
    const std::size_t before = rig.sink.count(200);
    rig.pass(33s);
    CHECK(rig.sink.count(200) > before);
    CHECK(rig.device(1).state == DeviceState::online);
    CHECK(rig.device(2).state == DeviceState::online);
  }
}

TEST_CASE("grid-x/modbus#11: a connection that is reset every few minutes costs no reading") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.pass(100ms);
  for (int i = 0; i < 5; ++i) {
    rig.pass(60s);
    rig.slave.peer().reset();
    rig.settle();
  }
  rig.pass(1s);
  CHECK(rig.sink.count(100) >= 301);
  CHECK(rig.slave.connections() == 6);
  CHECK(rig.counted(1, "timeouts") == 0);
}

TEST_CASE("telegraf#15138: the last registers of the address space are read") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(65524), holding(65534), holding(65535)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(102) == 1; });
  REQUIRE(rig.slave.requests().size() == 1);
  CHECK(rig.slave.requests()[0].first == 65524);
  CHECK(rig.slave.requests()[0].count == 12);
}

TEST_CASE("telegraf#12071: a device that gives one register at a time is asked for one at a time") {
  LinkRig rig;
  rig.settings.max_registers = 1;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Bytes answer = Slave::answer(request);
    for (std::size_t i = 11; i < answer.size(); ++i) answer[i] = 0;  // every other register
    peer.send(answer);
  });
  rig.start({unit(1, profile_of({holding(0), holding(1), holding(2), holding(3)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(103) == 1; });
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(rig.sink.numbers[100 + i][0] == 100 + i);
}

// Also thingsboard-gateway#1664.
TEST_CASE("telegraf#9253: a unit that needs rest is given it, and does not answer with what it said before") {
  for (const Duration pause : {0ms, 100ms}) {
    SerialRig rig;
    rig.settings.pause_between = pause;
    std::optional<SteadyTime> last;
    SerialSlave::Bytes said;
    rig.line.script([&](const SerialSlave::Request& request, SerialSlave& line) {
      const bool rested = !last || rig.clock.now() - *last >= 90ms;
      last = rig.clock.now();
      if (rested || said.empty()) said = SerialSlave::answer(request);
      line.send(said);
    });
    rig.start({unit(10, profile_of({holding(0), holding(500)}))});
    rig.serve(1s);
    REQUIRE(rig.sink.count(1001) == 1);
    CHECK((rig.sink.numbers[1001][0] == 1500) == (pause == 100ms));
  }
}

// Also home-assistant/core#50124 and openhab-addons#12641: one maker's inverters.
TEST_CASE("telegraf#11919: a device that is deaf for a while after connecting is asked when it listens") {
  for (const bool close_after_poll : {false, true}) {
    LinkRig rig;
    rig.settings.close_after_poll = close_after_poll;
    rig.settings.pause_after_connect = 1s;
    unsigned connections = 0;
    SteadyTime since{};
    rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
      if (rig.clock.now() - since >= 990ms) peer.send(Slave::answer(request));
    });
    rig.start({unit(1, profile_of({holding(0)}, 10s))});
    for (int i = 0; i < 5900; ++i) {
      rig.pass(10ms);
      if (std::exchange(connections, rig.slave.connections()) != connections) since = rig.clock.now();
    }
    CHECK(rig.sink.count(100) == 6);
    CHECK(rig.slave.connections() == (close_after_poll ? 6 : 1));
    CHECK(rig.counted(1, "timeouts") == 0);
  }
}

TEST_CASE("telegraf#11919: a kept connection whose first request is not heard is not given up for it") {
  LinkRig rig;
  bool deaf = true;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (!std::exchange(deaf, false)) peer.send(Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0)}, 10s))});
  rig.pass(60s);
  CHECK(rig.sink.count(100) >= 5);
  CHECK(rig.slave.connections() == 1);
}

// Silent, slow or dead units: each is counted, named, and costs at most the probe budget.
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

namespace {

Slave::Script all_but(std::uint8_t dead) {
  return [dead](const Slave::Request& request, Slave::Peer& peer) {
    if (request.unit != dead) peer.send(Slave::answer(request));
  };
}

}  // namespace

TEST_CASE("a silent unit is retried, then offline after three misses, and named with what it was asked") {
  LinkRig rig;
  rig.start({unit(4, profile_of({holding(0), holding(9)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(400) == 1; });
  rig.slave.script(Slave::silent());
  rig.pass(10s);
  rig.until([&] { return rig.slave.requests().size() == 2; });
  rig.pass(510ms);
  CHECK(rig.device(4).state == DeviceState::degraded);
  CHECK(rig.slave.requests().size() == 3);  // again at once
  rig.pass(510ms);
  CHECK(rig.device(4).state == DeviceState::degraded);
  rig.pass(10s);
  CHECK(rig.device(4).state == DeviceState::offline);
  CHECK(rig.counted(4, "timeouts") == 3);
  CHECK_THAT(rig.device(4).why, Catch::Contains("hall-a unit 4") && Catch::Contains("127.0.0.1:") &&
                                    Catch::Contains("no answer within 500ms to holding 0..9"));
  CHECK(rig.sink.count(400) == 1);
}

TEST_CASE("an offline unit is noticed again with its first answer, and is read on its grid from then on") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.slave.script(Slave::silent());
  rig.pass(20s);
  CHECK(rig.device(1).state == DeviceState::offline);
  const std::size_t asked_in_vain = rig.slave.requests().size();
  CHECK(asked_in_vain < 10);  // not every second
  rig.slave.script(Slave::truthful());
  rig.pass(31s);
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK(rig.device(1).why.empty());
  const std::size_t answered = rig.sink.count(100);
  rig.pass(10s);
  CHECK(rig.sink.count(100) == answered + 10);
}

TEST_CASE("a dead unit among healthy ones costs them at most the probe budget") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 10; ++id) devices.push_back(unit(id, profile));
  rig.start(devices);
  rig.slave.script(all_but(3));
  rig.pass(5s);  // found dead
  CHECK(rig.device(3).state == DeviceState::never_seen);
  const std::size_t probes = rig.slave.requests_to(3);
  const std::size_t before = rig.sink.count(1000);
  rig.pass(100s);
  // One request at a time, 500 ms per probe, at most 10 % of 100 s.
  CHECK(rig.slave.requests_to(3) - probes <= 20);
  CHECK(rig.slave.requests_to(3) - probes >= 2);
  for (std::uint8_t id = 1; id <= 10; ++id) {
    if (id != 3) CHECK(rig.sink.count(100u * id) >= before + 98);
  }
}

TEST_CASE("half of the units dead, and the living are still read in every period") {
  LinkRig rig;
  rig.settings.outstanding = 4;
  const auto profile = profile_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 20; ++id) devices.push_back(unit(id, profile));
  rig.start(devices);
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.unit % 2 == 0) peer.send(Slave::answer(request));
  });
  rig.pass(10s);
  std::map<std::uint32_t, std::size_t> before;
  for (std::uint32_t id = 2; id <= 20; id += 2) before[id] = rig.sink.count(100 * id);
  rig.pass(60s);
  for (std::uint8_t id = 2; id <= 20; id = static_cast<std::uint8_t>(id + 2)) {
    CHECK(rig.sink.count(100u * id) >= before[id] + 59);
    CHECK(rig.device(id).state == DeviceState::online);
    CHECK(rig.counted(id, "timeouts") == 0);
  }
  CHECK(rig.slave.connections() == 1);
}

TEST_CASE("who has answered does not wait while the dead are found, one after the other") {
  for (const unsigned outstanding : {1u, 4u}) {
    LinkRig rig;
    rig.settings.outstanding = outstanding;
    const auto profile = profile_of({holding(0)}, 1s);
    std::vector<Assignment> devices;
    const unsigned units = 20 * outstanding;
    for (unsigned id = 1; id <= units; ++id) devices.push_back(unit(static_cast<std::uint8_t>(id), profile));
    rig.start(devices);
    rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
      if (request.unit % 2 == 0) peer.send(Slave::answer(request));
    });
    rig.pass(6s);  // half of them, 500 ms each
    CHECK(rig.sink.count(200) >= 5);
    // Units that never answered do not starve either.
    rig.pass(14s);
    for (unsigned id = 2; id <= units; id += 2) CHECK(rig.sink.count(100 * id) >= 5);
  }
}

TEST_CASE("with places to spare, the healthy are asked while a silent unit keeps the link waiting") {
  LinkRig rig;
  rig.settings.outstanding = 2;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile), unit(4, profile)});
  rig.slave.script(all_but(1));
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(200) + rig.sink.count(300) + rig.sink.count(400) == 3; });
  CHECK(rig.counted(1, "timeouts") == 0);  // still awaited
}

TEST_CASE("a gateway that is still busy with an absent unit does not make the next one miss") {
  LinkRig rig;
  rig.settings.retries = 0;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile)});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });
  rig.pass(510ms);  // unit 1 is given up; the gateway waits a second for it, then serves unit 2
  rig.until([&] { return held.size() == 2; });
  rig.pass(700ms);
  rig.slave.peer().send(Slave::answer(held[1]));
  rig.until([&] { return rig.sink.count(200) == 1; });
  CHECK(rig.counted(1, "timeouts") == 1);
  CHECK(rig.counted(2, "timeouts") == 0);
}

TEST_CASE(
    "a unit in order may be silent for three periods, or while all others keep the line for their time-outs") {
  LinkRig rig;
  rig.settings.connect_timeout = 3s;
  std::vector<Assignment> devices;
  SECTION("three periods") {
    rig.start({unit(1, profile_of({holding(0)}, 10s))});
    CHECK(rig.sink.expected[1] == 30s);
  }
  SECTION("its misses, one period after the line was opened") {
    rig.start({unit(1, profile_of({holding(0)}, 1s))});
    CHECK(rig.sink.expected[1] == 1s + 3s + 3 * 500ms);
  }
  SECTION("with its own time-out") {
    Assignment slow = unit(1, profile_of({holding(0)}, 1s));
    slow.address = UnitAddress{1, 5s};
    rig.start({slow, unit(2, profile_of({holding(0)}, 1s))});
    CHECK(rig.sink.expected[1] == 1s + 3s + 3 * 5s);
    CHECK(rig.sink.expected[2] == 1s + 3s + 3 * 5s);  // it waits for the slow one
  }
  SECTION("a crowd's time-outs, also after a change of the crowd") {
    for (std::uint8_t id = 1; id <= 100; ++id) devices.push_back(unit(id, profile_of({holding(0)}, 2s)));
    rig.start(devices);
    CHECK(rig.sink.expected[7] == 2s + 3s + 100 * 500ms);
    devices.resize(10);
    rig.link->assign(devices);
    CHECK(rig.sink.expected[7] == 2s + 3s + 10 * 500ms);
  }
  SECTION("the periods of its inspection, if nothing else is read") {
    rig.start({unit(1, profile_of({of_identity(kWholeIdentity)}, 10s))});
    CHECK(rig.sink.expected[1] == Duration(3h));
  }
  SECTION("for ever, if nothing is read") {
    rig.start({unit(1, profile_of({}, 10s))});
    CHECK(rig.sink.expected[1] > Duration(24h * 365));
  }
}

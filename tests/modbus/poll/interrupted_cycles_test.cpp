// Outages and reloads within a cycle; units that do not answer, or refuse, some
// reads, for a while or for good.
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;
using Serial = ScriptedSerialSlave;

namespace {

std::shared_ptr<const AdapterProfile> difference(std::uint16_t left, std::uint16_t right) {
  ValueSource from;
  from.compute = "input - output";
  from.of["input"].holding = left;
  from.of["output"].holding = right;
  return profile_of({from});
}

}  // namespace

TEST_CASE("what was read before an outage is not computed with what is read after it") {
  LinkRig rig;
  rig.settings.max_gap = 0;
  std::uint16_t meter = 1000;
  std::vector<Slave::Request> held;
  bool holds = false;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (holds && request.unit == 2) return held.push_back(request);
    peer.send(Slave::framed(request.transaction, request.unit,
                            {3, 2, static_cast<std::uint8_t>(meter >> 8), static_cast<std::uint8_t>(meter)}));
  });
  holds = true;
  rig.start({unit(1, difference(0, 500)), unit(2, profile_of({holding(0)}))});
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });  // unit 1 has half its cycle and waits behind unit 2
  rig.slave.shut_down();
  rig.pass(3h);
  rig.slave.return_to_service();
  holds = false;
  meter = 9000;
  for (int i = 0; i < 6000 && rig.sink.count(100) == 0; ++i) rig.pass(10ms);
  REQUIRE(rig.sink.count(100) >= 1);
  CHECK(rig.sink.numbers[100][0] == 0);
}

TEST_CASE("a late answer on a serial line is nobody's, even where two devices share a unit id") {
  SerialRig rig;
  rig.settings.retries = 0;
  rig.settings.misses = 5;
  std::vector<Serial::Request> held;
  rig.line.script([&](const Serial::Request& request, Serial& line) {
    held.push_back(request);
    if (held.size() > 1) line.send(Serial::answer(request));
  });
  Assignment second = unit(1, profile_of({holding(500)}));
  second.device = DeviceId{2};
  second.first = PointId{200};
  rig.start({unit(1, profile_of({holding(0)})), second});
  rig.serve(600ms);  // the first question has timed out
  rig.line.send(Serial::answer(held[0]));
  rig.serve(2s);
  CHECK(rig.sink.numbers[200] == std::vector<double>{600});
}

TEST_CASE("a reload right after a time-out does not hand the late answer to the successor") {
  SerialRig rig;
  rig.settings.retries = 0;
  std::vector<Serial::Request> held;
  rig.line.script([&](const Serial::Request& request, Serial& line) {
    held.push_back(request);
    if (held.size() > 1) line.send(Serial::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.serve(600ms);
  REQUIRE(rig.counted(1, "timeouts") == 1);
  rig.link->assign({unit(1, profile_of({holding(7)}))});
  rig.serve(50ms);
  rig.line.send(Serial::answer(held[0]));
  rig.serve(2s);
  CHECK(rig.sink.numbers[100] == std::vector<double>{107});
}

TEST_CASE("a reload that removes the unit under way lets the others go on") {
  LinkRig rig;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.unit == 2) peer.send(Slave::answer(request));
  });
  const auto profile = profile_of({holding(0)}, 1h);
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.slave.requests_to(1) == 1; });
  rig.link->assign({unit(2, profile)});
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(200) == 1; });
}

TEST_CASE("a reload that removes all there was to ask closes a connection that is not kept") {
  LinkRig rig;
  rig.settings.close_after_poll = true;
  rig.slave.script(Slave::silent());
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.slave.requests().size() == 1; });
  rig.link->assign({unit(2, profile_of({holding(0)}, 1h))});
  rig.slave.script(Slave::truthful());
  rig.pass(1s);
  rig.until([&] { return rig.slave.open_connections() == 0; });
}

TEST_CASE("units known to be dead do not cost the living their connection, however seldom those are read") {
  LinkRig rig;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.unit == 1) peer.send(Slave::answer(request));
  });
  const auto seldom = profile_of({holding(0)}, 300s);
  const auto often = profile_of({holding(0)}, 10s);
  rig.start({unit(1, seldom), unit(2, often), unit(3, often), unit(4, often)});
  for (int i = 0; i < 180; ++i) {
    rig.pass(10s);
    CHECK(rig.device(1).state == DeviceState::online);
  }
  CHECK(rig.slave.connections() == 1);
  CHECK(rig.sink.count(100) >= 6);
  CHECK(rig.counted(1, "missed_cycles") == 0);
}

TEST_CASE("a connection on which everybody is silent is given up all the same") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(200) == 1; });
  rig.slave.script(Slave::silent());
  rig.pass(25s);
  rig.until([&] { return rig.slave.connections() > 1; });
}

TEST_CASE("a read that a unit never answers costs it neither its other reads nor the line its time") {
  LinkRig rig;
  rig.settings.max_gap = 0;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.first != 100 || request.unit == 9) peer.send(Slave::answer(request));
  });
  const auto profile = profile_of({holding(0), holding(100), holding(200)});
  rig.start({unit(1, profile), unit(2, profile), unit(9, profile_of({holding(0)}))});
  rig.pass(300s);
  rig.until([&] { return rig.sink.count(900) >= 29; });
  CHECK(rig.sink.count(102) >= 28);
  CHECK(rig.sink.count(101) == 0);
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK_THAT(rig.device(1).why, Catch::Contains("holding 100"));
  std::size_t asked_in_vain = 0;
  for (const auto& request : rig.slave.requests()) asked_in_vain += request.first == 100 && request.unit == 1;
  CHECK(asked_in_vain <= 12);
  rig.slave.script(Slave::truthful());  // read again once it answers
  rig.pass(1h + 10s);
  CHECK(rig.sink.count(101) > 0);
  CHECK(rig.device(1).why.empty());
}

TEST_CASE("a unit whose first read is the silent one is found to live by another") {
  LinkRig rig;
  rig.settings.max_gap = 0;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.first != 0) peer.send(Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), holding(100)}))});
  rig.pass(300s);
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK(rig.sink.count(101) >= 20);
}

TEST_CASE("splits are forgotten when they were a passing refusal") {
  LinkRig rig;
  rig.settings.max_gap = 10;
  bool boots = true;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    peer.send(boots ? Slave::exception(request, 2) : Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), holding(5), holding(10), holding(15)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.slave.requests().size() == 7; });
  boots = false;
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(103) == 1; });
  CHECK(rig.slave.requests().size() == 8);
}

TEST_CASE("splits are tried without again after hours, and kept where they are needed") {
  LinkRig rig;
  rig.settings.max_gap = 10;
  bool refuses = true;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    const bool touches = request.first <= 5 && request.first + request.count > 5;
    peer.send(refuses && touches ? Slave::exception(request, 2) : Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), holding(5), holding(10)}, 60s))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(102) == 1; });
  rig.pass(60s);
  rig.until([&] { return rig.sink.count(102) == 2; });
  refuses = false;
  rig.pass(7h);
  const std::size_t before = rig.slave.requests().size();
  rig.pass(10 * 60s);
  CHECK(rig.slave.requests().size() == before + 10);
  CHECK(rig.sink.count(101) > 0);
}

TEST_CASE("a unit that refuses everything for a night is not asked for the parts of its reads every cycle") {
  LinkRig rig;
  rig.settings.max_gap = 10;
  rig.slave.script(
      [](const Slave::Request& request, Slave::Peer& peer) { peer.send(Slave::exception(request, 2)); });
  std::vector<ValueSource> values;
  for (std::uint16_t i = 0; i < 8; ++i) values.push_back(holding(static_cast<std::uint16_t>(5 * i)));
  rig.start({unit(1, profile_of(values))});
  rig.pass(10ms);
  rig.until([&] { return rig.slave.requests().size() == 15; });
  rig.pass(1h);
  const std::size_t before = rig.slave.requests().size();
  rig.pass(1h);
  CHECK(rig.slave.requests().size() - before <= 360 * 8 + 2 * 7);
}

TEST_CASE("a unit with nothing to read when the line comes back waits for its next cycle") {
  LinkRig rig;
  rig.settings.max_gap = 0;
  rig.settings.retries = 0;
  ValueSource seldom = holding(100);
  seldom.every = 1h;
  ValueSource who;
  who.identity = kWholeIdentity;
  enum { quiet_read, line_down } phase = quiet_read;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (phase == line_down) return peer.reset();
    if (request.function == 3 && request.first == 100) peer.send(Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), seldom, who}))});
  rig.pass(200s);  // the first read rests, the second is done: only the identity is due
  phase = line_down;
  rig.pass(200s);
  rig.slave.shut_down();
  rig.pass(100s);
  rig.slave.return_to_service();
  rig.slave.script(Slave::truthful());
  rig.pass(2h);
  CHECK(rig.sink.count(100) > 0);
  CHECK(rig.device(1).state == DeviceState::online);
}

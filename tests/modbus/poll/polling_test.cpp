// A link and correct devices: who is asked what, when, and in how many pieces.
#include <numeric>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

TEST_CASE("a device is read at once and then every period, and its values reach their points") {
  LinkRig rig;
  rig.start({unit(4, profile_of({holding(0), holding(7), holding(3, DataType::int32)}))});
  CHECK(rig.device(4).state == DeviceState::never_seen);
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(402) == 1; });
  CHECK(rig.sink.numbers[400] == std::vector<double>{400});
  CHECK(rig.sink.numbers[401] == std::vector<double>{407});
  CHECK(rig.sink.numbers[402] == std::vector<double>{403 * 65536.0 + 404});
  CHECK(rig.device(4).state == DeviceState::online);
  CHECK(rig.sink.heard_of[4] == 1);
  rig.pass(9980ms);
  CHECK(rig.slave.requests().size() == 1);
  for (std::size_t cycle = 2; cycle <= 5; ++cycle) {
    rig.pass(cycle == 2 ? 10ms : 10s);
    rig.until([&] { return rig.sink.count(400) == cycle; });
  }
  CHECK(rig.slave.requests().size() == 5);
  CHECK(rig.slave.connections() == 1);
  CHECK(rig.link->snapshot().state == LinkState::connected);
  CHECK(rig.link->snapshot().samples == 15);
  CHECK(rig.link->snapshot().errors == 0);
}

TEST_CASE("every table is read with its own function, and never with one that writes") {
  LinkRig rig;
  ValueSource coil, discrete, input;
  coil.coil = 5;
  discrete.discrete = 8;
  input.input = 30;
  rig.start({unit(1, profile_of({holding(2), coil, discrete, input}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.numbers.size() == 4; });
  CHECK(rig.sink.numbers[100] == std::vector<double>{102});
  CHECK(rig.sink.numbers[101] == std::vector<double>{1});
  CHECK(rig.sink.numbers[102] == std::vector<double>{0});
  CHECK(rig.sink.numbers[103] == std::vector<double>{130});
  std::vector<int> functions;
  for (const auto& request : rig.slave.requests()) functions.push_back(request.function);
  CHECK(functions == std::vector<int>{1, 2, 3, 4});
}

TEST_CASE("what is due together leaves in one piece, at most `outstanding` and at most one per unit") {
  LinkRig rig;
  rig.settings.outstanding = 4;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile), unit(4, profile), unit(5, profile),
             unit(6, profile)});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 4; });
  rig.pass(50ms);
  CHECK(held.size() == 4);
  CHECK(rig.slave.sends() == std::vector<std::size_t>{4 * 12});
  // Two answers in one piece, out of order; then two requests leave in one piece.
  Slave::Bytes both = Slave::answer(held[2]);
  const Slave::Bytes first = Slave::answer(held[0]);
  both.insert(both.end(), first.begin(), first.end());
  rig.slave.peer().send(both);
  rig.until([&] { return held.size() == 6; });
  CHECK(rig.slave.sends() == std::vector<std::size_t>{48, 24});
  CHECK(rig.sink.count(300) == 1);
  CHECK(rig.sink.count(100) == 1);
  CHECK(rig.sink.count(200) == 0);
}

TEST_CASE("two devices behind one unit id are asked one after the other, however much is allowed at once") {
  LinkRig rig;
  rig.settings.outstanding = 8;
  Assignment left = unit(1, profile_of({holding(0)}));
  Assignment right = unit(2, profile_of({holding(500)}));
  right.address = UnitAddress{1};
  rig.start({left, right});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });
  rig.pass(100ms);
  REQUIRE(held.size() == 1);
  rig.slave.peer().send(Slave::answer(held[0]));
  rig.until([&] { return held.size() == 2; });
  rig.slave.peer().send(Slave::answer(held[1]));
  rig.until([&] { return rig.sink.count(100) + rig.sink.count(200) == 2; });
}

TEST_CASE("readings are spread over the period, the units of a link side by side") {
  LinkRig rig;
  rig.settings.spread = true;
  rig.settings.outstanding = 2;
  const auto profile = profile_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 10; ++id) devices.push_back(unit(id, profile));
  rig.start(devices);
  std::vector<int> ticks;  // with a request
  for (int tick = 0; tick < 200; ++tick) {
    const std::size_t before = rig.slave.requests().size();
    rig.pass(10ms);
    if (rig.slave.requests().size() > before) ticks.push_back(tick);
  }
  REQUIRE(ticks.size() >= 10);
  CHECK(ticks[0] > 0);
  CHECK(ticks[4] - ticks[0] == 4);    // ten units, two a tick
  CHECK(ticks[5] - ticks[0] == 100);  // again a period later
}

TEST_CASE("a long period does not delay the first reading") {
  LinkRig rig;
  rig.settings.spread = true;
  rig.start({unit(1, profile_of({holding(0)}, 1h))});
  rig.pass(1010ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
}

TEST_CASE("a spread period ends where it began: the first readings are all within it") {
  LinkRig rig;
  rig.settings.spread = true;
  const auto profile = profile_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 90; ++id) devices.push_back(unit(id, profile));
  rig.start(devices);
  rig.pass(1010ms);
  rig.until([&] { return rig.slave.requests().size() >= 90; });
  for (std::uint32_t id = 1; id <= 90; ++id) rig.until([&] { return rig.sink.count(100 * id) >= 1; });
}

TEST_CASE("a slow answer does not make the period drift, and readings that did not begin are counted") {
  LinkRig rig;
  rig.settings.timeout = 60s;
  rig.start({unit(1, profile_of({holding(0)}, 10s))});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });
  rig.pass(9s);
  rig.slave.peer().send(Slave::answer(held[0]));
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.pass(990ms);
  rig.until([&] { return held.size() == 2; });  // 10 s after the first, not 19
  CHECK(rig.counted(1, "missed_cycles") == 0);
  rig.pass(35s);
  rig.slave.peer().send(Slave::answer(held[1]));
  rig.until([&] { return rig.sink.count(100) == 2; });
  CHECK(rig.counted(1, "missed_cycles") == 3);
}

TEST_CASE("pause_between keeps requests apart") {
  LinkRig rig;
  rig.settings.pause_between = 50ms;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.pass(40ms);
  CHECK(rig.slave.requests().size() == 1);
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(200) == 1; });
  CHECK(rig.slave.requests().size() == 2);
  rig.pass(70ms);
  rig.until([&] { return rig.sink.count(300) == 1; });
}

TEST_CASE("close_after_poll leaves the device to others between readings") {
  LinkRig rig;
  rig.settings.close_after_poll = true;
  const auto profile = profile_of({holding(0), holding(300)});
  rig.start({unit(1, profile), unit(2, profile)});
  for (std::size_t cycle = 1; cycle <= 3; ++cycle) {
    rig.pass(cycle == 1 ? 10ms : 10s);
    rig.until([&] { return rig.sink.count(201) == cycle && rig.slave.open_connections() == 0; });
    CHECK(rig.slave.connections() == cycle);
  }
  CHECK(rig.link->snapshot().state == LinkState::idle);
  CHECK(rig.link->snapshot().errors == 0);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("assigning anew leaves unchanged devices alone, adds the new and forgets the gone") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(200) == 1; });
  rig.pass(5s);
  const auto same_content = profile_of({holding(0)});  // a reload makes new objects
  rig.link->assign({unit(1, same_content), unit(3, profile)});
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(300) == 1; });
  CHECK(rig.sink.count(100) == 1);  // its next reading keeps its time
  CHECK(rig.device(1).samples == 1);
  CHECK(rig.device(2).state == DeviceState::never_seen);
  CHECK(rig.link->snapshot().devices == 2);
  CHECK(rig.link->snapshot().samples == 3);
  rig.pass(5s);
  rig.until([&] { return rig.sink.count(100) == 2; });
  CHECK(rig.slave.requests_to(2) == 1);
  CHECK(rig.slave.connections() == 1);
}

TEST_CASE("a device removed under a request is gone; its answer is dropped") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile)});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });
  rig.link->assign({unit(2, profile)});
  rig.slave.peer().send(Slave::answer(held[0]));
  rig.pass(20ms);
  rig.until([&] { return held.size() == 2; });
  rig.slave.peer().send(Slave::answer(held[1]));
  rig.until([&] { return rig.sink.count(200) == 1; });
  CHECK(rig.sink.count(100) == 0);
}

TEST_CASE("a device that is released is asked no more and its answer is dropped; the others go on") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile)});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1 && rig.sink.count(200) == 1; });
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(1s);
  rig.until([&] { return held.size() == 1 && held[0].unit == 1; });
  rig.link->release(DeviceId{1});
  rig.link->release(DeviceId{1});
  rig.slave.peer().send(Slave::answer(held[0]));
  rig.slave.script(Slave::truthful());
  rig.pass(3s);
  rig.until([&] { return rig.sink.count(200) >= 3; });
  CHECK(rig.sink.count(100) == 1);
  CHECK(rig.slave.requests_to(1) == 2);
  CHECK(rig.device(1).state == DeviceState::never_seen);
  CHECK(rig.link->snapshot().samples == rig.sink.count(200) + 1);  // the total keeps what it brought
}

TEST_CASE("a stopped link takes nothing in, and starts again where it was") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  Slave::Request held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held = request; });
  rig.pass(10ms);
  rig.until([&] { return held.unit == 1; });
  Slave::Peer& peer = rig.slave.peer();
  rig.link->stop();
  CHECK(rig.link->snapshot().state == LinkState::stopped);
  peer.send(Slave::answer(held));
  rig.pass(30s);
  CHECK(rig.sink.count(100) == 0);
  CHECK(rig.slave.requests().size() == 1);
  rig.slave.script(Slave::truthful());
  rig.link->start();
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
}

TEST_CASE("labels, texts and missing values of one answer go where they belong") {
  LinkRig rig;
  ValueSource state = holding(10);
  state.labels = {{"110", "locked"}};
  ValueSource name = holding(20, DataType::text);
  name.length = 2;
  ValueSource none = holding(11);
  none.no_value = NoValue{false, {111}};
  ValueSource wild = holding(12);
  wild.valid = Plausible{0, 100};
  rig.start({unit(1, profile_of({state, name, none, wild}))});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Bytes frame = Slave::answer(request);
    const std::string text = "EM24";
    std::copy(text.begin(), text.end(),
              frame.end() - 4);  // registers 20 and 21 end the merged read
    peer.send(frame);
  });
  rig.pass(10ms);
  rig.until([&] { return rig.sink.lists.size() == 2; });
  CHECK(rig.slave.requests().size() == 1);
  CHECK(rig.sink.lists[100] == std::vector<std::vector<std::string>>{{"locked"}});
  CHECK(rig.sink.lists[101] == std::vector<std::vector<std::string>>{{"EM24"}});
  CHECK(rig.sink.numbers.empty());
  CHECK(rig.counted(1, "missing") == 1);
  CHECK(rig.counted(1, "implausible") == 1);
}

// Late, wrong, split or refusing answers over TCP: each is counted, no value is made up.
#include "tests/modbus/link_rig.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

TEST_CASE("a late answer is counted and dropped, and the operator is told of the remedy") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  for (std::size_t cycle = 1; cycle <= 2; ++cycle) {
    rig.pass(10ms);
    while (held.size() < cycle) rig.pass(10ms);
    rig.pass(510ms);
    rig.slave.peer().send(Slave::answer(held.back()));
    rig.until([&] { return rig.counted(1, "late") == cycle; });
  }
  CHECK(rig.sink.count(100) == 0);
  CHECK(rig.slave.connections() == 1);
  CHECK_THAT(rig.device(1).why, Catch::Contains("a longer `timeout` may help"));
}

TEST_CASE("wrong and repeated transaction ids are counted and dropped without closing the connection") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Request other = request;
    other.transaction = static_cast<std::uint16_t>(request.transaction + 1000);
    peer.send(Slave::answer(other));
    peer.send(Slave::answer(request));
    peer.send(Slave::answer(request));
  });
  rig.pass(10ms);
  rig.until([&] { return rig.counted(1, "late") == 1; });
  CHECK(rig.sink.count(100) == 1);
  CHECK(rig.link->snapshot().unknown == 1);
  CHECK(rig.slave.connections() == 1);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a peer that sends nothing but answers nobody asked for is hung up on") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    for (int i = 0; i < 100; ++i) {
      peer.send(Slave::framed(static_cast<std::uint16_t>(request.transaction + 1000 + i), 1, {3, 2, 0, 0}));
    }
  });
  rig.pass(10ms);
  rig.until([&] { return rig.slave.open_connections() == 0 && rig.slave.connections() == 1; });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("nobody asked for"));
  CHECK(rig.link->snapshot().state == LinkState::waiting);
}

TEST_CASE("answers that lie about themselves are counted, and the device is not taken for heard") {
  struct Case {
    const char* name;
    Slave::Bytes pdu;
    std::uint8_t unit;
    const char* why;
  };
  const std::vector<Case> cases{
      {"another function", {4, 2, 0, 1}, 1, "another function"},
      {"too few bytes", {3, 2, 0}, 1, "the length field says 4, the answer needs 5"},
      {"a wrong byte count", {3, 4, 0, 1, 0, 2}, 1, "byte count"},
      {"only a function code", {3}, 1, "byte count"},
      {"another unit", {3, 2, 0, 1}, 9, "unit 9 answered in its place"},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    LinkRig rig;
    rig.settings.retries = 0;
    rig.start({unit(1, profile_of({holding(0)}))});
    rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
      peer.send(Slave::framed(request.transaction, each.unit, each.pdu));
    });
    rig.pass(10ms);
    rig.until([&] { return rig.counted(1, "bad_answers") == 1; });
    rig.pass(500ms);  // from another unit: the right answer might still come
    CHECK_THAT(rig.device(1).why, Catch::Contains(each.why));
    CHECK(rig.sink.count(100) == 0);
    CHECK(rig.sink.heard_of[1] == 0);
    CHECK(rig.slave.connections() == 1);
  }
}

TEST_CASE("garbage ends the connection, and the link comes back after a pause") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.slave.script([](const Slave::Request&, Slave::Peer& peer) { peer.send(Slave::Bytes(50, 0x47)); });
  rig.pass(10ms);
  rig.until([&] { return rig.slave.open_connections() == 0 && rig.slave.connections() == 1; });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("not Modbus TCP"));
  rig.slave.script(Slave::truthful());
  rig.pass(30s);
  rig.until([&] { return rig.sink.count(100) >= 1; });
  CHECK(rig.slave.connections() == 2);
  CHECK(rig.link->snapshot().why.empty());
}

TEST_CASE("answers byte by byte are answers") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0), holding(5)}))});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    peer.send_byte_by_byte(Slave::answer(request));
  });
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  CHECK(rig.counted(1, "bad_answers") == 0);
}

TEST_CASE(
    "a frame cut off by the end of the connection is lost with it, and the next connection starts clean") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  bool first = true;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Bytes frame = Slave::answer(request);
    if (std::exchange(first, false)) {
      frame.pop_back();
      peer.send(frame);
      peer.close();
    } else {
      peer.send(frame);
    }
  });
  rig.pass(10ms);
  rig.until([&] { return rig.counted(1, "lost") == 1; });
  rig.pass(30s);
  rig.until([&] { return rig.sink.count(100) >= 1; });
  CHECK(rig.slave.connections() == 2);
  CHECK(rig.counted(1, "bad_answers") == 0);
}

TEST_CASE("an exception is a sign of life without a value, counted by its code") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.slave.script(
      [](const Slave::Request& request, Slave::Peer& peer) { peer.send(Slave::exception(request, 4)); });
  rig.pass(10ms);
  rig.until([&] { return rig.counted(1, "exception_4") == 1; });
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK(rig.sink.heard_of[1] == 1);
  CHECK(rig.sink.count(100) == 0);
  CHECK_THAT(rig.device(1).why, Catch::Contains("exception 4 (device failure) to holding 0"));
  rig.slave.script(Slave::truthful());
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(100) == 1; });
  CHECK(rig.device(1).why.empty());
}

TEST_CASE("a gateway that speaks for a silent unit does not make it reachable") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.slave.script(
      [](const Slave::Request& request, Slave::Peer& peer) { peer.send(Slave::exception(request, 11)); });
  rig.pass(10ms);
  rig.until([&] { return rig.counted(1, "exception_11") == 1; });
  CHECK(rig.device(1).state == DeviceState::never_seen);
  CHECK(rig.sink.heard_of[1] == 0);
}

TEST_CASE("a merged read that meets an illegal address is split, within the cycle, and stays split") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0), holding(1), holding(10), holding(20)}))});
  // Only registers 0, 1 and 20 exist.
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    for (unsigned i = request.first; i < request.first + request.count; ++i) {
      if (i != 0 && i != 1 && i != 20) return peer.send(Slave::exception(request, 2));
    }
    peer.send(Slave::answer(request));
  });
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1 && rig.sink.count(101) == 1 && rig.sink.count(103) == 1; });
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK_THAT(rig.device(1).why, Catch::Contains("illegal data address") && Catch::EndsWith("holding 10"));
  const std::size_t found_out = rig.slave.requests().size();
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(103) == 2; });
  CHECK(rig.slave.requests().size() == found_out + 3);  // 0..1, 10, 20: what was learned is kept
}

TEST_CASE("a device that refuses everything is named once in the log, and once when it can be read") {
  test::LogCapture log;
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.slave.script([](const auto& request, auto& peer) { peer.send(Slave::exception(request, 2)); });
  rig.pass(60s);
  CHECK(log.count("device_refuses") == 1);
  CHECK(log.count("device_readable") == 0);
  rig.slave.script(Slave::truthful());
  rig.pass(60s);
  CHECK(log.count("device_refuses") == 1);
  CHECK(log.count("device_readable") == 1);
}

TEST_CASE("a register that is refused for ever has one line, and one when it is read again") {
  test::LogCapture log;
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0), holding(10)}, 1s))});
  const auto without_10 = [](const Slave::Request& request, Slave::Peer& peer) {
    const bool asks_10 = request.first <= 10 && 10 < request.first + request.count;
    peer.send(asks_10 ? Slave::exception(request, 2) : Slave::answer(request));
  };
  rig.slave.script(without_10);
  rig.pass(24h);  // the read is whole again for a try every six hours
  CHECK(log.count("reads_in_vain") == 1);
  CHECK(log.count("read_split") == 1);
  CHECK_THAT(log.text(), Catch::Contains("illegal data address") && Catch::Contains("remedy="));
  CHECK(rig.device(1).state == DeviceState::online);
  rig.slave.script(Slave::truthful());
  rig.pass(7h);
  CHECK(log.count("reads_in_vain") == 1);
  CHECK(log.count("reads_whole") == 1);
}

TEST_CASE("a register that is refused now and then is no news") {
  test::LogCapture log;
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0), holding(10)}, 1s))});
  int asked = 0;
  rig.slave.script([&asked](const Slave::Request& request, Slave::Peer& peer) {
    const bool asks_10 = request.first <= 10 && 10 < request.first + request.count;
    peer.send(asks_10 && ++asked % 10 == 0 ? Slave::exception(request, 6) : Slave::answer(request));
  });
  rig.pass(10min);
  CHECK(asked > 100);
  CHECK(log.count("reads_in_vain") == 0);
  CHECK(log.count("reads_whole") == 0);
}

// A link and devices that are slow, silent, hostile or gone: each is counted,
// named, and costs the others nothing.
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
  rig.start({unit(4, model_of({holding(0), holding(9)}))});
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
  rig.start({unit(1, model_of({holding(0)}, 1s))});
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
  const auto model = model_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 10; ++id) devices.push_back(unit(id, model));
  rig.start(devices);
  rig.slave.script(all_but(3));
  rig.pass(5s);  // it is found dead
  CHECK(rig.device(3).state == DeviceState::never_seen);
  const std::size_t probes = rig.slave.requests_to(3);
  const std::size_t before = rig.sink.count(1000);
  rig.pass(100s);
  // One request at a time, 500 ms for each probe, at most 10 % of 100 s.
  CHECK(rig.slave.requests_to(3) - probes <= 20);
  CHECK(rig.slave.requests_to(3) - probes >= 2);
  for (std::uint8_t id = 1; id <= 10; ++id) {
    if (id != 3) CHECK(rig.sink.count(100u * id) >= before + 98);
  }
}

TEST_CASE("half of the units dead, and the living are still read in every period") {
  LinkRig rig;
  rig.settings.outstanding = 4;
  const auto model = model_of({holding(0)}, 1s);
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 20; ++id) devices.push_back(unit(id, model));
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
    const auto model = model_of({holding(0)}, 1s);
    std::vector<Assignment> devices;
    const unsigned units = 20 * outstanding;
    for (unsigned id = 1; id <= units; ++id) devices.push_back(unit(static_cast<std::uint8_t>(id), model));
    rig.start(devices);
    rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
      if (request.unit % 2 == 0) peer.send(Slave::answer(request));
    });
    rig.pass(6s);  // half of them, 500 ms each
    CHECK(rig.sink.count(200) >= 5);
    // Nor do those that have not answered yet starve.
    rig.pass(14s);
    for (unsigned id = 2; id <= units; id += 2) CHECK(rig.sink.count(100 * id) >= 5);
  }
}

TEST_CASE("with places to spare, the healthy are asked while a silent unit keeps the link waiting") {
  LinkRig rig;
  rig.settings.outstanding = 2;
  const auto model = model_of({holding(0)});
  rig.start({unit(1, model), unit(2, model), unit(3, model), unit(4, model)});
  rig.slave.script(all_but(1));
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(200) + rig.sink.count(300) + rig.sink.count(400) == 3; });
  CHECK(rig.counted(1, "timeouts") == 0);  // it is still being waited for
}

TEST_CASE("a gateway that is still busy with an absent unit does not make the next one miss") {
  LinkRig rig;
  rig.settings.retries = 0;
  const auto model = model_of({holding(0)});
  rig.start({unit(1, model), unit(2, model)});
  std::vector<Slave::Request> held;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer&) { held.push_back(request); });
  rig.pass(10ms);
  rig.until([&] { return held.size() == 1; });
  rig.pass(510ms);  // unit 1 is given up; the gateway waits for it a second and then serves unit 2
  rig.until([&] { return held.size() == 2; });
  rig.pass(700ms);
  rig.slave.peer().send(Slave::answer(held[1]));
  rig.until([&] { return rig.sink.count(200) == 1; });
  CHECK(rig.counted(1, "timeouts") == 1);
  CHECK(rig.counted(2, "timeouts") == 0);
}

TEST_CASE("a late answer is counted and dropped, and the operator is told of the remedy") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, model_of({holding(0)}, 1s))});
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
  rig.start({unit(1, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0)}))});
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
      {"too few bytes", {3, 2, 0}, 1, "fewer or more"},
      {"a wrong byte count", {3, 4, 0, 1, 0, 2}, 1, "byte count"},
      {"only a function code", {3}, 1, "byte count"},
      {"another unit", {3, 2, 0, 1}, 9, "unit 9 answered in its place"},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    LinkRig rig;
    rig.settings.retries = 0;
    rig.start({unit(1, model_of({holding(0)}))});
    rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
      peer.send(Slave::framed(request.transaction, each.unit, each.pdu));
    });
    rig.pass(10ms);
    rig.until([&] { return rig.counted(1, "bad_answers") == 1; });
    rig.pass(500ms);  // from another unit: the right answer might still have come
    CHECK_THAT(rig.device(1).why, Catch::Contains(each.why));
    CHECK(rig.sink.count(100) == 0);
    CHECK(rig.sink.heard_of[1] == 0);
    CHECK(rig.slave.connections() == 1);
  }
}

TEST_CASE("garbage ends the connection, and the link comes back after a pause") {
  LinkRig rig;
  rig.start({unit(1, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0), holding(5)}))});
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
  rig.start({unit(1, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0)}))});
  rig.slave.script(
      [](const Slave::Request& request, Slave::Peer& peer) { peer.send(Slave::exception(request, 11)); });
  rig.pass(10ms);
  rig.until([&] { return rig.counted(1, "exception_11") == 1; });
  CHECK(rig.device(1).state == DeviceState::never_seen);
  CHECK(rig.sink.heard_of[1] == 0);
}

TEST_CASE("a merged read that meets an illegal address is split, within the cycle, and stays split") {
  LinkRig rig;
  rig.start({unit(1, model_of({holding(0), holding(1), holding(10), holding(20)}))});
  // Register 10 does not exist, nor do the holes; registers 0, 1 and 20 do.
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
  CHECK(rig.slave.requests().size() == found_out + 3);  // 0..1, 10, 20: what it learned is kept
}

TEST_CASE("a refused connection is tried again with growing pauses, and work goes on after it") {
  LinkRig rig;
  rig.slave.shut_down();
  rig.start({unit(1, model_of({holding(0)}, 1s))});
  rig.pass(10ms);
  rig.until([&] { return !rig.link->snapshot().why.empty(); });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("refused"));
  CHECK(rig.link->snapshot().state == LinkState::waiting);
  CHECK_THAT(rig.device(1).why, Catch::Contains("link hall-a") && Catch::Contains("refused"));
  for (int i = 0; i < 12; ++i) rig.pass(10s);
  const auto attempts = rig.link->snapshot().counters["failures"];
  CHECK(attempts >= 5);
  CHECK(attempts <= 60);
  rig.slave.return_to_service();
  rig.pass(31s);
  rig.until([&] { return rig.sink.count(100) > 0; });
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a connection that never comes about is given up in time") {
  LinkRig rig;
  rig.settings.connect_timeout = 1s;
  // A socket that listens with a full queue: further SYNs are not answered.
  boost::asio::ip::tcp::acceptor deaf(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
  deaf.listen(0);
  std::vector<boost::asio::ip::tcp::socket> filling;
  for (int i = 0; i < 4; ++i) {
    filling.emplace_back(rig.io);
    filling.back().async_connect(deaf.local_endpoint(), [](auto) {});
  }
  rig.settle();
  rig.settings.tcp = {"127.0.0.1", deaf.local_endpoint().port()};
  rig.link = rig.master.link("hall-a", rig.settings, rig.sink);
  rig.link->assign({unit(1, model_of({holding(0)}))});
  rig.link->start();
  rig.pass(500ms);
  CHECK(rig.link->snapshot().state == LinkState::connecting);
  rig.pass(600ms);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("no connection within 1s"));
}

TEST_CASE("a host name is resolved without blocking the loop; a wrong one is an error that says so") {
  LinkRig rig;
  rig.settings.tcp = {"no-such-host.invalid", 502};
  rig.link = rig.master.link("hall-a", rig.settings, rig.sink);
  rig.link->assign({unit(1, model_of({holding(0)}))});
  rig.link->start();
  rig.clock.advance(10ms);
  CHECK(rig.link->snapshot().state == LinkState::connecting);
  rig.until([&] { return !rig.link->snapshot().why.empty(); });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("cannot resolve"));
  CHECK(rig.link->snapshot().endpoint == "no-such-host.invalid:502");
}

TEST_CASE("a reset under a request is counted, and the request is repeated over a new connection") {
  LinkRig rig;
  rig.start({unit(1, model_of({holding(0)}, 1s))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  bool reset = false;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (!std::exchange(reset, true)) return peer.reset();
    peer.send(Slave::answer(request));
  });
  rig.pass(1s);
  rig.until([&] { return rig.counted(1, "lost") == 1; });
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(100) == 2; });  // within the same cycle
  CHECK(rig.slave.connections() == 2);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a slave that closes after each answer is read all the same, each unit in every period") {
  LinkRig rig;
  const auto model = model_of({holding(0)});
  rig.start({unit(1, model), unit(2, model), unit(3, model)});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    peer.send(Slave::answer(request));
    peer.close();
  });
  for (std::size_t cycle = 1; cycle <= 4; ++cycle) {
    rig.pass(cycle == 1 ? 5s : 10s);
    for (const std::uint32_t point : {100u, 200u, 300u}) CHECK(rig.sink.count(point) == cycle);
    CHECK(rig.slave.connections() == 3 * cycle);
  }
  for (const std::uint8_t id : {1, 2, 3}) CHECK(rig.device(id).state == DeviceState::online);
  CHECK(rig.counted(1, "timeouts") == 0);
}

TEST_CASE("a unit at whose requests the slave hangs up does not keep the others from being read") {
  LinkRig rig;
  const auto model = model_of({holding(0)}, 1s);
  rig.start({unit(1, model), unit(2, model), unit(3, model)});
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    if (request.unit == 2) return peer.reset();
    peer.send(Slave::answer(request));
  });
  rig.pass(10s);
  const std::size_t before = rig.sink.count(300);
  rig.pass(60s);
  CHECK(rig.sink.count(100) >= before + 55);
  CHECK(rig.sink.count(300) >= before + 55);
  CHECK(rig.device(2).state == DeviceState::never_seen);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a half-open connection is noticed by the silence of all units and replaced") {
  LinkRig rig;
  const auto model = model_of({holding(0)}, 1s);
  rig.start({unit(1, model), unit(2, model), unit(3, model)});
  rig.pass(3s);
  REQUIRE(rig.sink.count(300) >= 2);
  rig.slave.script(Slave::silent());  // as if a firewall had forgotten the connection
  while (rig.slave.connections() == 1) rig.pass(10ms);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("requests in a row"));
  rig.slave.script(Slave::truthful());
  rig.pass(5s);
  for (const std::uint8_t id : {1, 2, 3}) CHECK(rig.device(id).state == DeviceState::online);
}

TEST_CASE("what was offline with its connection is asked anew when it is back, not after its own pause") {
  LinkRig rig;
  const auto model = model_of({holding(0)}, 1s);
  rig.start({unit(1, model), unit(2, model)});
  rig.pass(2s);
  rig.slave.script(Slave::silent());
  rig.pass(120s);
  CHECK(rig.device(1).state == DeviceState::offline);
  CHECK(rig.device(2).state == DeviceState::offline);
  rig.slave.shut_down();
  rig.pass(60s);
  rig.slave.script(Slave::truthful());
  rig.slave.return_to_service();
  while (rig.device(1).state != DeviceState::online) rig.pass(10ms);
  rig.pass(2s);
  CHECK(rig.device(2).state == DeviceState::online);
}

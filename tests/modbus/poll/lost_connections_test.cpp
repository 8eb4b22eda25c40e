// Connections that fail, break or are closed by the other side, and recovery.
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

TEST_CASE("a refused connection is tried again with growing pauses, and work goes on after it") {
  LinkRig rig;
  rig.slave.shut_down();
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
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
  // A listening socket with a full queue: further SYNs are not answered.
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
  rig.link->assign({unit(1, profile_of({holding(0)}))});
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
  rig.link->assign({unit(1, profile_of({holding(0)}))});
  rig.link->start();
  rig.clock.advance(10ms);
  CHECK(rig.link->snapshot().state == LinkState::connecting);
  rig.until([&] { return !rig.link->snapshot().why.empty(); });
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("cannot resolve"));
  CHECK(rig.link->snapshot().endpoint == "no-such-host.invalid:502");
}

TEST_CASE("a reset under a request is counted, and the request is repeated over a new connection") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
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
  const auto profile = profile_of({holding(0)});
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
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
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
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
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
  rig.pass(3s);
  REQUIRE(rig.sink.count(300) >= 2);
  rig.slave.script(Slave::silent());  // as if a firewall forgot the connection
  while (rig.slave.connections() == 1) rig.pass(10ms);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("requests in a row"));
  rig.slave.script(Slave::truthful());
  rig.pass(5s);
  for (const std::uint8_t id : {1, 2, 3}) CHECK(rig.device(id).state == DeviceState::online);
}

TEST_CASE("what was offline with its connection is asked anew when it is back, not after its own pause") {
  LinkRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.start({unit(1, profile), unit(2, profile)});
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

// Peers whose answers are out of step with the requests, or numbered by themselves: only an answer to what
// was asked shows that the connection is alive.
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

namespace {

Slave::Request numbered(Slave::Request request, unsigned id) {
  request.transaction = static_cast<std::uint16_t>(id);
  return request;
}

// In step for some requests of each connection.
struct OutOfStep {
  using Wrong = std::function<void(const Slave::Request&, Slave::Peer&)>;
  OutOfStep(const Slave& its_slave, Wrong its_wrong, unsigned requests)
      : slave(its_slave), wrong(std::move(its_wrong)), in_step(requests) {}
  void operator()(const Slave::Request& request, Slave::Peer& peer) {
    if (std::exchange(connection, slave.connections()) != slave.connections()) asked = 0;
    ++asked <= in_step ? peer.send(Slave::answer(request)) : wrong(request, peer);
  }
  const Slave& slave;
  Wrong wrong;
  unsigned in_step;
  unsigned asked = 0;
  std::size_t connection = 0;
};

struct Variant {
  const char* name;
  std::function<OutOfStep::Wrong()> wrong;
};

std::vector<Variant> variants() {
  return {
      {"each answer belongs to the request before",  // grid-x/modbus#26, evcc-io/evcc#23395
       [] {
         return [held = std::optional<Slave::Request>()](const auto& request, auto& peer) mutable {
           if (held) peer.send(Slave::answer(*held));
           held = request;
         };
       }},
      {"the id is stuck",  // evcc-io/evcc#21026
       [] {
         return [](const auto& request, auto& peer) { peer.send(Slave::answer(numbered(request, 1))); };
       }},
      {"an old answer again",
       [] {
         return [](const auto& request, auto& peer) {
           peer.send(Slave::answer(numbered(request, request.transaction - 5u)));
         };
       }},
      {"another unit's answer",
       [] {
         return [](Slave::Request request, auto& peer) {
           request.unit = 99;
           peer.send(Slave::answer(request));
         };
       }},
      {"another unit's answer with another id",
       [] {
         return [](Slave::Request request, auto& peer) {
           request.unit = 99;
           peer.send(Slave::answer(numbered(request, 7)));
         };
       }},
      {"the right id, and another function",
       [] {
         return [](Slave::Request request, auto& peer) {
           request.function = request.function == 3 ? 4 : 3;
           peer.send(Slave::answer(request));
         };
       }},
  };
}

}  // namespace

TEST_CASE(
    "a connection that is out of step is renewed, whatever comes over it, and the device is read again") {
  for (const unsigned outstanding : {1u, 8u}) {
    for (const Variant& variant : variants()) {
      for (const std::uint8_t units : {1, 8}) {
        INFO(variant.name << ", " << outstanding << " outstanding, " << int{units} << " units");
        LinkRig rig;
        rig.settings.outstanding = outstanding;
        std::vector<Assignment> devices;
        const auto profile = profile_of({holding(0)}, 1s);
        for (std::uint8_t id = 1; id <= units; ++id) devices.push_back(unit(id, profile));
        rig.start(std::move(devices));
        rig.slave.script(OutOfStep(rig.slave, variant.wrong(), 10u * units));
        rig.pass(120s);
        std::map<std::uint32_t, std::size_t> before;
        for (std::uint32_t id = 1; id <= units; ++id) before[id] = rig.sink.count(100 * id);
        rig.pass(120s);
        for (std::uint32_t id = 1; id <= units; ++id) CHECK(rig.sink.count(100 * id) > before[id] + 5);
      }
    }
  }
}

TEST_CASE("what came is said with both ids, of the device and of its line") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.slave.script(
      [](const auto& request, auto& peer) { peer.send(Slave::answer(numbered(request, 51363))); });
  rig.pass(600ms);
  CHECK_THAT(rig.device(1).why, Catch::Contains("answers carry id 51363 where 1 was asked") &&
                                    Catch::Contains("any_transaction_id") &&
                                    !Catch::Contains("timeout` may"));
  CHECK(rig.sink.heard_of[1] == 0);
  rig.pass(60s);
  CHECK_THAT(rig.link->snapshot().why,
             Catch::Contains("no answer to 3 requests in a row; answers carry id 51363 where 3 was asked"));
}

TEST_CASE("the time-out is blamed for late answers only") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, profile_of({holding(0)}, 1s))});
  rig.slave.script([](const auto& request, auto& peer) {  // a first answer, and from then on that one again
    peer.send(Slave::answer(numbered(request, 1)));
  });
  rig.pass(2s);
  CHECK(rig.counted(1, "late") >= 1);
  CHECK_THAT(rig.device(1).why, !Catch::Contains("came late"));
}

TEST_CASE("ids begin with 1 over each connection and never with 0") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.start({unit(1, profile_of({holding(0)}, 20ms))});
  // pymodbus-dev/pymodbus#256: deaf to larger ids.
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.transaction <= 255) peer.send(Slave::answer(request));
  });
  rig.pass(30s);
  CHECK(rig.sink.count(100) > 600);
  CHECK(rig.slave.connections() >= 3);
  for (const auto& request : rig.slave.requests()) REQUIRE(request.transaction != 0);
}

TEST_CASE("converters that number answers themselves are read where the link says so") {
  const std::vector<std::function<unsigned(unsigned, unsigned)>> ways{
      [](unsigned, unsigned count) { return count + 1; },               // kellerza/sunsynk#680
      [](unsigned id, unsigned) { return (id & 255) << 8 | id >> 8; },  // pymodbus#2709
      [](unsigned, unsigned) { return 0u; },                            // node-modbus-tcp#21
      [](unsigned id, unsigned) { return id; },                         // one that does not
  };
  for (const auto& way : ways) {
    LinkRig rig;
    rig.settings.any_transaction_id = true;
    rig.start({unit(1, profile_of({holding(0), holding(500)}, 1s)), unit(2, profile_of({holding(7)}, 1s))});
    rig.slave.script([&, count = 0u](const auto& request, auto& peer) mutable {
      peer.send(Slave::answer(numbered(request, way(request.transaction, ++count))));
    });
    rig.pass(10s);
    CHECK(rig.sink.count(100) >= 9);
    CHECK(rig.sink.count(101) >= 9);
    CHECK(rig.sink.count(200) >= 9);
    CHECK(rig.slave.connections() == 1);
    CHECK(rig.device(1).why.empty());
  }
}

TEST_CASE("with any id, only an answer of the unit, function and length that were asked is taken") {
  struct Case {
    const char* name;
    std::uint8_t unit;
    Slave::Bytes pdu;
  };
  const std::vector<Case> cases{{"another unit", 2, {3, 2, 0, 7}},
                                {"another function", 1, {4, 2, 0, 7}},
                                {"another length", 1, {3, 4, 0, 7, 0, 7}}};
  for (const Case& each : cases) {
    INFO(each.name);
    LinkRig rig;
    rig.settings.any_transaction_id = true;
    rig.settings.retries = 0;
    rig.start({unit(1, profile_of({holding(0)}))});
    rig.slave.script([&](const auto&, auto& peer) { peer.send(Slave::framed(900, each.unit, each.pdu)); });
    rig.pass(600ms);
    CHECK(rig.sink.count(100) == 0);
    CHECK(rig.sink.heard_of[1] == 0);
    CHECK(rig.counted(1, "timeouts") == 1);
  }
}

TEST_CASE("with any id, a unit is left alone after a time-out until its late answer would have come") {
  LinkRig rig;
  rig.settings.any_transaction_id = true;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.pass(5s);
  const auto ours = rig.sink.numbers[100];
  REQUIRE(ours.size() == 1);
  rig.slave.script(Slave::silent());
  rig.pass(5s);
  REQUIRE(rig.slave.requests().size() == 2);
  rig.slave.script(Slave::truthful());
  rig.pass(600ms);
  CHECK(rig.slave.requests().size() == 2);  // held
  rig.slave.peer().send(Slave::framed(900, 1, {3, 2, 0x12, 0x34}));
  rig.pass(500ms);
  CHECK(rig.slave.requests().size() == 3);
  CHECK(rig.sink.numbers[100] == std::vector<double>{ours[0], ours[0]});
}

#include "adapters/modbus/plan/read_plan.hpp"
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;

namespace {

ValueSource seldom(std::uint16_t address, Duration every) {
  ValueSource from = holding(address);
  from.every = every;
  return from;
}

std::vector<std::uint16_t> addresses(const ScriptedModbusSlave& slave) {
  std::vector<std::uint16_t> asked;
  for (const auto& request : slave.requests()) asked.push_back(request.first);
  return asked;
}

}  // namespace

TEST_CASE("a value with a longer period is read in the first cycle and then when its period is over") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0), seldom(50, 30s), seldom(100, 60s)}))});
  for (std::size_t cycle = 1; cycle <= 13; ++cycle) {
    rig.pass(cycle == 1 ? 10ms : 10s);
    rig.until([&] { return rig.sink.count(100) == cycle; });
  }
  CHECK(rig.sink.count(101) == 5);
  CHECK(rig.sink.count(102) == 3);
  CHECK(addresses(rig.slave) ==
        std::vector<std::uint16_t>{0, 50, 100, 0, 0, 0, 50, 0, 0, 0, 50, 100, 0, 0, 0, 50, 0, 0, 0, 50, 100});
  CHECK(rig.counted(1, "missed_cycles") == 0);
}

TEST_CASE("values that are read together are not read along with those of another period") {
  const auto profile = profile_of({holding(0), seldom(1, 60s), holding(2)});
  const ReadPlan plan = make_read_plan(profile, {});
  CHECK(plan.periods == std::vector<Duration>{10s, 60s});
  REQUIRE(plan.reads.size() == 2);
  CHECK(plan.reads[0] == Read{{Table::holding_registers, 0, 3}, 0, 2, 0});
  CHECK(plan.reads[1] == Read{{Table::holding_registers, 1, 1}, 2, 1, 1});
}

TEST_CASE("a device of slow values only is asked at the shortest of their periods") {
  LinkRig rig;
  rig.start({unit(1, profile_of({seldom(0, 60s), seldom(1, 120s)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  rig.pass(59s);
  CHECK(rig.slave.requests().size() == 2);
  rig.pass(1s);
  rig.until([&] { return rig.sink.count(100) == 2; });
  CHECK(rig.slave.requests().size() == 3);
}

TEST_CASE("a slow value that got no answer is asked for again in the next cycle") {
  LinkRig rig;
  rig.settings.retries = 0;
  rig.settings.misses = 10;
  bool silent = true;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (request.first != 50 || !silent) peer.send(Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), seldom(50, 60s)}))});
  rig.pass(10ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  silent = false;
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(101) == 1; });
  CHECK(rig.sink.count(100) == 2);
}

TEST_CASE("what is computed is computed in the cycles its values are read in, and only then") {
  LinkRig rig;
  ValueSource sum;
  sum.compute = "a + b";
  sum.every = 30s;
  sum.of["a"].holding = 10;
  sum.of["b"].holding = 11;
  ValueSource scaled = holding(0);
  scaled.scale_from = 1;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    Slave::Bytes pdu{3, static_cast<std::uint8_t>(2 * request.count)};
    for (unsigned i = 0; i < request.count; ++i) {
      pdu.push_back(0);
      pdu.push_back(static_cast<std::uint8_t>(request.first + i));
    }
    peer.send(Slave::framed(request.transaction, request.unit, pdu));
  });
  rig.start({unit(1, profile_of({scaled, sum}))});
  for (std::size_t cycle = 1; cycle <= 4; ++cycle) {
    rig.pass(cycle == 1 ? 10ms : 10s);
    rig.until([&] { return rig.sink.count(100) == cycle; });
  }
  CHECK(rig.sink.numbers[100] == std::vector<double>(4, 0));
  CHECK(rig.sink.numbers[101] == std::vector<double>{21, 21});
  CHECK(rig.counted(1, "missing") == 0);
}

TEST_CASE("a slow read that the device refuses is divided and stays slow") {
  LinkRig rig;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    const bool refused = request.first <= 51 && request.first + request.count > 51;
    peer.send(refused ? Slave::exception(request, 2) : Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), seldom(50, 60s), seldom(51, 60s), seldom(52, 60s)}))});
  for (std::size_t cycle = 1; cycle <= 7; ++cycle) {
    rig.pass(cycle == 1 ? 10ms : 10s);
    rig.until([&] { return rig.sink.count(100) == cycle; });
  }
  rig.until([&] { return rig.sink.count(103) == 2; });
  CHECK(rig.sink.count(101) == 2);
  CHECK(rig.sink.count(102) == 0);
}

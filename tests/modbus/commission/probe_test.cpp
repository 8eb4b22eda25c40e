#include "adapters/modbus/commission/probe.hpp"

#include "tests/modbus/client_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

using Slave = ScriptedModbusSlave;

struct Rig : ClientRig {
  std::vector<ProbedUnit> probe(ProbeOptions wishes) {
    bool done = false;
    Probe work(*client, clock, std::move(wishes), [&] { done = true; });
    work.start();
    pass_until([&] { return done; });
    if (work.lost()) lost = work.lost()->why;
    return work.units();
  }
  std::string lost;
};

Range holding(std::uint16_t first, std::uint16_t count) { return {Table::holding_registers, first, count}; }

bool touches(const Slave::Request& request, unsigned address) {
  return request.first <= address && address < request.first + request.count;
}

}  // namespace

TEST_CASE("a probe reads its ranges twice and puts neighbouring reads together") {
  Rig rig;
  rig.over_tcp();
  const auto units = rig.probe({{4}, {holding(0, 40), holding(50, 2)}, 16});
  REQUIRE(units.size() == 1);
  REQUIRE(units[0].blocks.size() == 2);
  CHECK(units[0].blocks[0].range == holding(0, 40));
  CHECK(units[0].blocks[0].bytes.size() == 80);
  CHECK(units[0].blocks[0].bytes[79] == (439 & 0xFF));
  CHECK(units[0].blocks[0].later == units[0].blocks[0].bytes);
  CHECK(units[0].blocks[1].range == holding(50, 2));
  CHECK(rig.slave.requests().size() == 8);  // 16, 16, 8 and 2, twice
  for (const auto& request : rig.slave.requests()) CHECK(request.count <= 16);
}

TEST_CASE("the second reading comes a second after the first began") {
  Rig rig;
  rig.over_tcp();
  bool done = false;
  Probe work(*rig.client, rig.clock, {{4}, {holding(0, 2)}}, [&] { done = true; });
  work.start();
  rig.until([&] { return rig.slave.requests().size() == 1 && work.units()[0].blocks.size() == 1; });
  rig.clock.advance(999ms);
  rig.settle();
  CHECK(rig.slave.requests().size() == 1);
  rig.clock.advance(1ms);
  rig.until([&] { return done; });
  CHECK(rig.slave.requests().size() == 2);
}

TEST_CASE("refused registers are found by dividing, and named with the exception") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    const bool refuses = touches(request, 17) || touches(request, 18);
    peer.send(refuses ? Slave::exception(request, 2) : Slave::answer(request));
  });
  const auto units = rig.probe({{4}, {holding(0, 30)}, 125, 1, 0s});
  REQUIRE(units[0].refused.size() == 1);
  CHECK(units[0].refused[0].range == holding(17, 2));
  CHECK(units[0].refused[0].why == "exception 2 (illegal data address)");
  REQUIRE(units[0].blocks.size() == 2);
  CHECK(units[0].blocks[0].range == holding(0, 17));
  CHECK(units[0].blocks[1].range == holding(19, 11));
}

TEST_CASE("whatever a block with a hole is answered by, the hole is found once the unit has answered") {
  using Fail = std::function<void(Slave::Request, Slave::Peer&)>;
  const std::vector<Fail> ways{
      [](auto, auto&) {},
      [](auto request, auto& peer) { peer.send(Slave::exception(request, 4)); },
      [](auto request, auto& peer) { peer.send(Slave::exception(request, 10)); },
      [](auto request, auto& peer) {
        --request.count;
        request.count > 0 ? peer.send(Slave::answer(request)) : peer.send(Slave::exception(request, 2));
      },
  };
  for (const Fail& fail : ways) {
    Rig rig;
    rig.over_tcp();
    rig.slave.script([&](const auto& request, auto& peer) {
      touches(request, 17) ? fail(request, peer) : peer.send(Slave::answer(request));
    });
    const auto units = rig.probe({{4}, {holding(0, 2), holding(10, 12)}, 125, 0, 0s});
    REQUIRE(units[0].refused.size() == 1);
    CHECK(units[0].refused[0].range == holding(17, 1));
    REQUIRE(units[0].blocks.size() == 3);
    CHECK(units[0].blocks[1].range == holding(10, 7));
    CHECK(units[0].blocks[2].range == holding(18, 4));
  }
}

TEST_CASE("a table that a device does not have is asked once") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    peer.send(request.function == 4 ? Slave::exception(request, 1) : Slave::answer(request));
  });
  const Range input{Table::input_registers, 0, 300};
  const auto units = rig.probe({{4}, {holding(0, 2), input}, 100, 1, 0s});
  REQUIRE(units[0].refused.size() == 1);
  CHECK(units[0].refused[0].range == input);
  CHECK(rig.slave.requests().size() == 2);
}

TEST_CASE("a unit that says nothing is left alone, and the next one is read") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.unit == 9) peer.send(Slave::exception(request, 11));
    if (request.unit == 4) peer.send(Slave::answer(request));
  });
  const auto units = rig.probe({{3, 4, 9}, {holding(0, 200)}, 100, 1, 0s});
  CHECK(units[0].silent == "no answer within 300ms to holding 0..99");
  CHECK(units[1].silent.empty());
  CHECK(units[1].blocks[0].range == holding(0, 200));
  CHECK_THAT(units[2].silent, Catch::Contains("exception 11"));
  CHECK(rig.slave.requests_to(3) == 2);  // and the second reading
  CHECK(rig.slave.requests_to(9) == 1);
}

TEST_CASE("bits of reads that do not end on a byte are kept apart") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    peer.send(touches(request, 5) ? Slave::exception(request, 2) : Slave::answer(request));
  });
  const auto units = rig.probe({{4}, {{Table::coils, 0, 12}}, 125, 1, 0s});
  for (const ProbedBlock& block : units[0].blocks) {
    for (std::size_t i = 0; i < block.range.count; ++i) {
      CHECK((block.bytes[i / 8] >> (i % 8) & 1) == (block.range.first + i) % 2);
    }
  }
  CHECK(units[0].refused[0].range == Range{Table::coils, 5, 1});
}

TEST_CASE("a probe over a line that is not there says why") {
  Rig rig;
  rig.over_tcp();
  rig.slave.shut_down();
  rig.probe({{4}, {holding(0, 2)}});
  CHECK_THAT(rig.lost, Catch::Contains("cannot connect"));
}

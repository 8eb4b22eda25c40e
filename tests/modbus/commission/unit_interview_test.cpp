#include "adapters/modbus/commission/unit_interview.hpp"

#include "tests/modbus/client_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using End = UnitInterview::End;
using Slave = ScriptedModbusSlave;

namespace {

constexpr Request kHoldingZero = Range{Table::holding_registers, 0, 1};

struct Rig : ClientRig {
  Rig() {
    over_tcp();
    interview = std::make_unique<UnitInterview>(*client, 0, signatures, [this](End end) {
      ends.push_back(end);
      if (ended) ended();
    });
  }
  End ask(std::uint8_t unit) {
    const std::size_t before = ends.size();
    interview->begin(unit, kHoldingZero);
    pass_until([&] { return ends.size() > before; });
    return ends.back();
  }
  std::vector<Signature> signatures;
  std::unique_ptr<UnitInterview> interview;
  std::vector<End> ends;
  std::function<void()> ended;
};

}  // namespace

TEST_CASE("a unit that refuses every question is found, with what it refuses") {
  Rig rig;
  rig.slave.script([](const auto& request, auto& peer) {
    peer.send(Slave::exception(request, request.function == 43 ? 1 : 2));
  });
  CHECK(rig.ask(7) == End::found);
  const FoundUnit& unit = rig.interview->unit();
  CHECK(unit.unit == 7);
  CHECK(unit.refused == std::vector<std::string>{"holding 0 (2)", "identification (1)"});
  CHECK(unit.identity.empty());
  CHECK(unit.models.empty());
  CHECK(unit.why.empty());
}

TEST_CASE("a unit that nobody answers for is asked one question, whether its gateway says so or not") {
  Rig rig;
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.unit == 8) peer.send(Slave::exception(request, kGatewayPathUnavailable));
    if (request.unit == 9) peer.send(Slave::exception(request, kGatewayTargetSilent));
  });
  for (const std::uint8_t unit : {7, 8, 9}) {
    CHECK(rig.ask(unit) == End::silent);
    CHECK(rig.slave.requests_to(unit) == 1);
  }
}

TEST_CASE("a connection that is closed over a unit is told from silence") {
  Rig rig;
  rig.slave.script([](const auto&, auto& peer) { peer.close(); });
  CHECK(rig.ask(7) == End::hung_up);
}

TEST_CASE("a line that is lost in the middle of an interview ends it, with the reason") {
  Rig rig;
  rig.slave.script([&](const auto& request, auto& peer) {
    request.function == 43 ? rig.slave.shut_down() : peer.send(Slave::answer(request));
  });
  CHECK(rig.ask(7) == End::line_lost);
  CHECK(rig.ends.size() == 1);
  CHECK(rig.interview->trouble().kind == Trouble::Kind::unreachable);
  CHECK_THAT(rig.interview->trouble().why, Catch::Contains("cannot connect"));
}

TEST_CASE("the next unit may be asked where the last one ends, and begins with nothing of it") {
  Rig rig;
  rig.slave.script([](const auto& request, auto& peer) {
    const bool says = request.unit == 7 && request.function == 43;
    peer.send(says ? Slave::identification(request, "ACME", "EM-24", "1.4") : Slave::exception(request, 2));
  });
  std::vector<std::string> told;
  rig.ended = [&] {
    told.push_back(rig.interview->unit().identity.text());
    if (told.size() == 1) rig.interview->begin(8, kHoldingZero);
  };
  rig.interview->begin(7, kHoldingZero);
  rig.pass_until([&] { return told.size() == 2; });
  CHECK(told == std::vector<std::string>{"ACME EM-24, firmware 1.4", ""});
  CHECK(rig.interview->unit().refused == std::vector<std::string>{"holding 0 (2)", "identification (2)"});
}

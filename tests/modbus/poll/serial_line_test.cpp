// A serial line with correct or late units: one request at a time, with silences.
#include <vector>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedSerialSlave;

TEST_CASE("units on a serial line are read in turn, one request at a time") {
  SerialRig rig;
  const auto profile = profile_of({holding(0), holding(200)});
  unsigned under_way = 0, most = 0;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    most = std::max(most, ++under_way);
    line.send(Slave::answer(request));
    --under_way;
  });
  rig.start({unit(1, profile), unit(2, profile), unit(3, profile)});
  rig.serve(1s);
  rig.until([&] { return rig.sink.count(301) == 1; });
  CHECK(most == 1);
  CHECK(rig.line.requests().size() == 6);
  std::vector<int> order;
  for (const auto& request : rig.line.requests()) order.push_back(request.unit);
  CHECK(order == std::vector<int>{1, 2, 3, 1, 2, 3});
  CHECK(rig.sink.numbers[201][0] == 400);
  CHECK(rig.device(2).state == DeviceState::online);
  CHECK(rig.link->snapshot().errors == 0);
  CHECK(rig.link->snapshot().endpoint == rig.line.path());
}

TEST_CASE("the line is silent for three and a half characters before each request") {
  SerialRig rig;
  rig.settings.line.baud = 1200;  // 29 ms
  const auto profile = profile_of({holding(0)});
  std::vector<SteadyTime> at;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    at.push_back(rig.clock.now());
    line.send(Slave::answer(request));
  });
  rig.start({unit(1, profile), unit(2, profile)});
  rig.serve(300ms, 1ms);
  REQUIRE(at.size() == 2);
  CHECK(at[1] - at[0] >= rig.settings.line.silence());
  CHECK(at[1] - at[0] < rig.settings.line.silence() + rig.settings.line.time_of(8) + 3ms);
}

TEST_CASE("a line rests longer before another unit is asked than before the same one") {
  SerialRig rig;
  rig.settings.line.baud = 115200;
  rig.settings.turnaround = 100ms;
  std::vector<std::pair<int, SteadyTime>> at;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    at.emplace_back(request.unit, rig.clock.now());
    line.send(Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), holding(300)}))});
  rig.serve(200ms);
  rig.link->assign({unit(1, profile_of({holding(0), holding(300)})), unit(2, profile_of({holding(0)}))});
  rig.serve(2s);
  REQUIRE(at.size() >= 3);
  for (std::size_t i = 1; i < at.size(); ++i) {
    const Duration rested = at[i].second - at[i - 1].second;
    if (at[i].first != at[i - 1].first) CHECK(rested >= 100ms);
    if (at[i].first == at[i - 1].first) CHECK(rested < 100ms);
  }
  CHECK(rig.sink.count(200) == 1);
}

TEST_CASE("a slow line's answers are waited for as long as their bytes take, and the time-out besides") {
  SerialRig rig;
  rig.settings.line.baud = 1200;
  rig.settings.retries = 0;
  std::vector<Slave::Request> held;
  rig.line.script([&](const Slave::Request& request, Slave&) { held.push_back(request); });
  rig.start({unit(1, profile_of({holding(0), holding(110)}, 60s))});
  rig.serve(100ms);
  rig.until([&] { return held.size() == 1; });
  REQUIRE(held[0].count == 1);
  rig.settings.max_gap = 0;
  rig.serve(500ms);
  CHECK(rig.counted(1, "timeouts") == 0);  // request and answer take 125 ms
  rig.serve(200ms);
  CHECK(rig.counted(1, "timeouts") == 1);
}

TEST_CASE("a unit may be given more time than the others of its line") {
  SerialRig rig;
  rig.settings.retries = 0;
  rig.line.script(Slave::silent());
  auto patient = unit(2, profile_of({holding(0)}, 60s));
  patient.address = UnitAddress{2, 3s};
  rig.start({unit(1, profile_of({holding(0)}, 60s)), patient});
  rig.serve(700ms);
  CHECK(rig.counted(1, "timeouts") == 1);
  rig.serve(2s);
  CHECK(rig.counted(2, "requests") == 1);
  CHECK(rig.counted(2, "timeouts") == 0);
  rig.serve(1s);
  CHECK(rig.counted(2, "timeouts") == 1);
  CHECK_THAT(rig.device(2).why, Catch::Contains("no answer within 3s"));
}

TEST_CASE("a late answer is not taken for another unit's, nor for another question to the same unit") {
  SerialRig rig;
  rig.settings.retries = 1;
  rig.settings.timeout = 100ms;
  // The same shape, three times: only the unit identifies answers.
  const auto profile = profile_of({holding(0), holding(500)}, 5s);
  std::vector<Slave::Request> held;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    if (held.empty()) return held.push_back(request);
    if (held.size() == 1) {
      held.push_back(request);
      line.send(Slave::answer(held[0]));  // unit 1's, while unit 2 is asked
    }
    line.send(Slave::answer(request));
  });
  rig.start({unit(1, profile), unit(2, profile)});
  rig.serve(20s);
  CHECK(held[0].unit == 1);
  CHECK(held[1].unit == 2);
  CHECK(rig.counted(1, "late") == 1);
  CHECK(rig.counted(1, "timeouts") == 1);
  CHECK(rig.counted(2, "timeouts") == 0);
  for (const std::uint32_t id : {1u, 2u}) {
    for (const double value : rig.sink.numbers[100 * id]) CHECK(value == 100.0 * id);
    for (const double value : rig.sink.numbers[100 * id + 1]) CHECK(value == 100.0 * id + 500);
    CHECK(rig.sink.count(100 * id + 1) >= 3);
  }
}

TEST_CASE("a unit that was given up on is left alone until a late answer must have come") {
  SerialRig rig;
  rig.settings.retries = 1;
  rig.settings.timeout = 200ms;
  std::vector<SteadyTime> asked;
  rig.start({unit(1, profile_of({holding(0)}, 10s))});
  rig.serve(100ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.line.script([&](const Slave::Request&, Slave&) { asked.push_back(rig.clock.now()); });
  for (int i = 0; i < 2000 && asked.size() < 2; ++i) rig.serve(10ms);
  REQUIRE(asked.size() == 2);
  CHECK(asked[1] - asked[0] >= 400ms);
  CHECK(asked[1] - asked[0] < 600ms);
}

TEST_CASE("a removed unit's answer is waited for before its successor is asked something else") {
  SerialRig rig;
  std::vector<Slave::Request> held;
  rig.line.script([&](const Slave::Request& request, Slave&) { held.push_back(request); });
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.serve(100ms);
  rig.until([&] { return held.size() == 1; });
  rig.link->assign({unit(1, profile_of({holding(7)}))});
  rig.serve(300ms);
  CHECK(held.size() == 1);
  rig.line.send(Slave::answer(held[0]));
  rig.serve(600ms);
  REQUIRE(held.size() == 2);
  CHECK(held[1].first == 7);
  CHECK(rig.sink.count(100) == 0);
}

#include <vector>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedSerialSlave;

TEST_CASE("damaged answers are counted and asked again without waiting for the time-out") {
  SerialRig rig;
  rig.settings.timeout = 10s;
  unsigned asked = 0;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    Bytes answer = Slave::answer(request);
    if (++asked == 2) answer[3] ^= 0x40;
    line.send(answer);
  });
  rig.start({unit(1, profile_of({holding(5)}))});
  rig.serve(10200ms);
  CHECK(asked == 3);
  CHECK(rig.counted(1, "crc_errors") == 1);
  CHECK(rig.counted(1, "timeouts") == 0);
  CHECK(rig.sink.numbers[100] == std::vector<double>{105, 105});
}

TEST_CASE("answers that are wrong in one way or another cost their unit a time-out and nobody a value") {
  struct Case {
    const char* name;
    std::function<Bytes(const Slave::Request&)> answer;
    const char* why;
  };
  const std::vector<Case> cases{
      {"silence", [](const auto&) { return Bytes{}; }, "no answer within 500ms to holding 0"},
      {"cut short",
       [](const auto&) {
         return Bytes{1, 3, 2, 0};
       },
       "4 bytes came that are not Modbus"},
      {"garbage", [](const auto&) { return Bytes(30, 0xFF); }, "30 bytes came that are not Modbus"},
      {"another function",
       [](const auto&) {
         return Slave::framed(1, {4, 2, 0, 9});
       },
       "another function"},
      {"another length",
       [](const auto&) {
         return Slave::framed(1, {3, 4, 0, 9, 0, 9});
       },
       "byte count"},
      {"another unit",
       [](const auto&) {
         return Slave::framed(9, {3, 2, 0, 9});
       },
       "no answer within 500ms"},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    SerialRig rig;
    rig.settings.retries = 0;
    rig.line.script([&](const Slave::Request& request, Slave& line) {
      if (request.unit == 2) return line.send(Slave::answer(request));
      line.send(each.answer(request));
    });
    rig.start({unit(1, profile_of({holding(0)})), unit(2, profile_of({holding(0)}))});
    rig.serve(1s);
    CHECK(rig.counted(1, "timeouts") == 1);
    CHECK(rig.sink.count(100) == 0);
    CHECK_THAT(rig.device(1).why, Catch::Contains(each.why));
    REQUIRE(rig.sink.count(200) == 1);
    CHECK(rig.sink.numbers[200][0] == 200);
    CHECK(rig.device(2).state == DeviceState::online);
  }
}

TEST_CASE("an exception is an answer, and a read that a unit refuses is split") {
  SerialRig rig;
  rig.line.script([](const Slave::Request& request, Slave& line) {
    line.send(request.count > 1 ? Slave::exception(request, 2) : Slave::answer(request));
  });
  rig.start({unit(1, profile_of({holding(0), holding(2)}))});
  rig.serve(500ms);
  CHECK(rig.sink.count(100) == 1);
  CHECK(rig.sink.count(101) == 1);
  CHECK(rig.counted(1, "exception_2") == 1);
}

TEST_CASE("an adapter that echoes, and noise between the frames, are no trouble") {
  SerialRig rig;
  rig.line.script([](const Slave::Request& request, Slave& line) {
    line.send(request.bytes);
    line.send({0x00, 0xFF});
    line.send(Slave::answer(request));
    line.send({0x00});
  });
  const auto profile = profile_of({holding(0), holding(1), holding(2)}, 1s);
  rig.start({unit(1, profile), unit(2, profile)});
  rig.serve(5s);
  CHECK(rig.sink.count(102) >= 5);
  CHECK(rig.sink.count(202) >= 5);
  CHECK(rig.link->snapshot().errors == 0);
}

TEST_CASE("one dead unit takes at most a tenth of the line, even among many") {
  SerialRig rig;
  const auto profile = profile_of({holding(0)}, 1s);
  rig.line.script([](const Slave::Request& request, Slave& line) {
    if (request.unit != 3) line.send(Slave::answer(request));
  });
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 5; ++id) devices.push_back(unit(id, profile));
  rig.start(devices);
  rig.serve(5s);
  const std::size_t probes = rig.line.requests_to(3), before = rig.sink.count(100);
  rig.serve(60s);
  CHECK(rig.line.requests_to(3) - probes <= 12);
  CHECK(rig.line.requests_to(3) - probes >= 2);
  CHECK(rig.sink.count(100) >= before + 58);
  CHECK(rig.sink.count(500) >= before + 58);
  CHECK(rig.link->snapshot().counters.at("connects") == 1);
}

// A link on a serial line whose units are slow, damaged, wrong or gone, and whose adapter is pulled out.
#include <asm/ioctls.h>
#include <sys/file.h>

#include <set>

#include "adapters/modbus/transport/serial_stream.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedSerialSlave;
using Bytes = Slave::Bytes;

TEST_CASE("units on a serial line are read in turn, one request at a time") {
  SerialRig rig;
  const auto model = model_of({holding(0), holding(200)});
  unsigned under_way = 0, most = 0;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    most = std::max(most, ++under_way);
    line.send(Slave::answer(request));
    --under_way;
  });
  rig.start({unit(1, model), unit(2, model), unit(3, model)});
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
  const auto model = model_of({holding(0)});
  std::vector<SteadyTime> at;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    at.push_back(rig.clock.now());
    line.send(Slave::answer(request));
  });
  rig.start({unit(1, model), unit(2, model)});
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
  rig.start({unit(1, model_of({holding(0), holding(300)}))});
  rig.serve(200ms);
  rig.link->assign({unit(1, model_of({holding(0), holding(300)})), unit(2, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0), holding(110)}, 60s))});
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
  auto patient = unit(2, model_of({holding(0)}, 60s));
  patient.address = UnitAddress{2, 3s};
  rig.start({unit(1, model_of({holding(0)}, 60s)), patient});
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
  // The same shape, three times: only the unit tells answers apart.
  const auto model = model_of({holding(0), holding(500)}, 5s);
  std::vector<Slave::Request> held;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    if (held.empty()) return held.push_back(request);
    if (held.size() == 1) {
      held.push_back(request);
      line.send(Slave::answer(held[0]));  // unit 1's, while unit 2 is asked
    }
    line.send(Slave::answer(request));
  });
  rig.start({unit(1, model), unit(2, model)});
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
  rig.start({unit(1, model_of({holding(0)}, 10s))});
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
  rig.start({unit(1, model_of({holding(0)}))});
  rig.serve(100ms);
  rig.until([&] { return held.size() == 1; });
  rig.link->assign({unit(1, model_of({holding(7)}))});
  rig.serve(300ms);
  CHECK(held.size() == 1);
  rig.line.send(Slave::answer(held[0]));
  rig.serve(600ms);
  REQUIRE(held.size() == 2);
  CHECK(held[1].first == 7);
  CHECK(rig.sink.count(100) == 0);
}

TEST_CASE("damaged answers are counted and asked again without waiting for the time-out") {
  SerialRig rig;
  rig.settings.timeout = 10s;
  unsigned asked = 0;
  rig.line.script([&](const Slave::Request& request, Slave& line) {
    Bytes answer = Slave::answer(request);
    if (++asked == 2) answer[3] ^= 0x40;
    line.send(answer);
  });
  rig.start({unit(1, model_of({holding(5)}))});
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
       "4 bytes came that are none"},
      {"garbage", [](const auto&) { return Bytes(30, 0xFF); }, "30 bytes came that are none"},
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
    rig.start({unit(1, model_of({holding(0)})), unit(2, model_of({holding(0)}))});
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
  rig.start({unit(1, model_of({holding(0), holding(2)}))});
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
  const auto model = model_of({holding(0), holding(1), holding(2)}, 1s);
  rig.start({unit(1, model), unit(2, model)});
  rig.serve(5s);
  CHECK(rig.sink.count(102) >= 5);
  CHECK(rig.sink.count(202) >= 5);
  CHECK(rig.link->snapshot().errors == 0);
}

TEST_CASE("one dead unit takes at most a tenth of the line, even among many") {
  SerialRig rig;
  const auto model = model_of({holding(0)}, 1s);
  rig.line.script([](const Slave::Request& request, Slave& line) {
    if (request.unit != 3) line.send(Slave::answer(request));
  });
  std::vector<Assignment> devices;
  for (std::uint8_t id = 1; id <= 5; ++id) devices.push_back(unit(id, model));
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

// device-modbus-go#636: the port has another number afterwards.
TEST_CASE(
    "an adapter that is pulled out is waited for, named with the remedy, and used again when it is back") {
  SerialRig rig;
  const test::TemporaryFolder folder;
  const std::string by_id = folder / "usb-FTDI_A1";  // as udev makes it
  std::filesystem::create_symlink(rig.line.path(), by_id);
  rig.settings.serial = by_id;
  rig.begin({unit(1, model_of({holding(0)}, 1s))});
  rig.serve(100ms);
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.line.unplug();
  std::filesystem::remove(by_id);
  rig.until([&] { return rig.link->snapshot().state != LinkState::connected; });
  rig.serve(3s);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("not there") && Catch::Contains("/dev/serial/by-id"));
  CHECK(rig.link->snapshot().state == LinkState::waiting);
  CHECK_THAT(rig.device(1).why, Catch::Contains(by_id));
  CHECK(rig.device(1).state == DeviceState::offline);
  rig.serve(60s);
  rig.line.plug_in();
  std::filesystem::create_symlink(rig.line.path(), by_id);
  const std::size_t before = rig.sink.count(100);
  rig.serve(40s);
  CHECK(rig.sink.count(100) > before);
  CHECK(rig.link->snapshot().why.empty());
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("a port that is a file, or that another link keeps, is refused with the reason") {
  SerialRig rig;
  const test::TemporaryFolder folder;
  rig.settings.serial = folder.write("ttyUSB0", "");
  rig.begin({unit(1, model_of({holding(0)}))});
  rig.serve(100ms);
  CHECK_THAT(rig.link->snapshot().why, Catch::Contains("not a serial port"));

  SerialRig first;
  first.start({unit(1, model_of({holding(0)}, 1s))});
  first.serve(100ms);
  first.until([&] { return first.sink.count(100) == 1; });
  LinkSettings same = first.settings;
  const auto second = first.master.link("twin", same, first.sink);
  second->assign({unit(1, model_of({holding(0)}, 1s))});
  second->start();
  first.serve(100ms);
  CHECK_THAT(second->snapshot().why, Catch::Contains("in use by another program"));
  first.serve(5s);
  CHECK(first.sink.count(100) >= 5);
}

TEST_CASE("what an adapter still holds from before is not taken for an answer") {
  SerialRig rig;
  rig.start({unit(1, model_of({holding(7)}))});
  rig.serve(20ms);
  REQUIRE(rig.link->snapshot().state == LinkState::connected);
  CHECK(rig.line.requests().empty());
  rig.line.send(Slave::answer({1, 3, 0, 1, {}}));  // to another question: 100
  rig.serve(100ms);
  CHECK(rig.sink.numbers[100] == std::vector<double>{107});
}

namespace {

struct Verdict final : StreamListener {
  void opened() override { ended = true; }
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble& trouble) override {
    why = trouble.why;
    kind = trouble.kind;
    ended = true;
  }
  bool ended = false;
  std::string why;
  Trouble::Kind kind = Trouble::Kind::other;
};

}  // namespace

TEST_CASE("what another one sends over a port is not thrown away by whoever finds it in use") {
  boost::asio::io_context io;
  ManualClock clock;
  ScriptedSerialSlave line(io);
  const int other = ::open(line.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(other >= 0);
  REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
  std::vector<unsigned long> calls;
  SerialStream stream(io, clock, {line.path(), {}, std::nullopt},
                      [&](int port, unsigned long request, void* argument) {
                        calls.push_back(request);
                        return system_ioctl()(port, request, argument);
                      });
  Verdict in_use;
  stream.open(in_use);
  REQUIRE(test::run_until(io, [&] { return in_use.ended; }));
  CHECK(in_use.kind == Trouble::Kind::in_use);
  CHECK_THAT(in_use.why, Catch::Contains("in use"));
  CHECK(calls.empty());
  ::close(other);
  Verdict free;
  stream.open(free);
  REQUIRE(test::run_until(io, [&] { return free.ended; }));
  CHECK(free.why.empty());
  calls.clear();
  stream.close();
  CHECK(calls == std::vector<unsigned long>{TCFLSH});
}

#include "adapters/modbus/poll/poll_cycles.hpp"

#include <catch2/catch.hpp>

#include "adapters/modbus/poll/master_parts.hpp"
#include "tests/modbus/device_rig.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

const std::vector<std::uint8_t> kSeven{0, 7};

Response values(const std::vector<std::uint8_t>& bytes = kSeven) {
  return {Response::Kind::values, 0, bytes, ""};
}
Response exception(std::uint8_t code) { return {Response::Kind::exception, code, {}, ""}; }

struct NotedMemory final : DeviceMemory {
  std::string recall(const std::string&) const override { return {}; }
  void remember(const std::string& thing, std::string) override { remembered.push_back(thing); }
  std::vector<std::string> remembered;
};

// One line whose units are asked by hand.
struct Site {
  // The device joins the turns at its time; then it is asked.
  void begin(Device& device, SteadyTime at) {
    turns.wait(device, at);
    cycles.gather(at);
    ask(device, at);
  }
  // Its turn has come.
  void ask(Device& device, SteadyTime at) {
    REQUIRE(turns.next(requests, true, at) == &device);
    device.sent();
  }
  bool has_turn(SteadyTime at) const { return turns.waiting(at); }

  std::string name = "hall-a";
  LinkSettings settings;
  ManualClock clock;
  NotedMemory memory;
  MasterParts parts{clock, 1, &memory};
  RecordingSink sink;
  Turns turns{1};
  Requests requests{1};
  HeldUnits held;
  LinkBudget budget;
  LinkCounters counters;
  PollCycles cycles{{name, settings, sink, parts, turns, held, budget, counters}};
};

}  // namespace

TEST_CASE("whoever is due joins the turns, the others wait") {
  Site site;
  const auto due = living(1), later = living(2);
  site.turns.wait(*due, kStart);
  site.turns.wait(*later, kStart + 1s);
  site.cycles.gather(kStart);
  CHECK(site.turns.next(site.requests, true, kStart) == due.get());
  CHECK_FALSE(site.has_turn(kStart));
  CHECK(site.turns.next_due() == kStart + 1s);
}

TEST_CASE("values go to the sink, and after the last read the device waits for its next time on the grid") {
  Site site;
  const auto device = device_of(1, {holding(0), holding(1000)});
  site.begin(*device, kStart);
  site.cycles.answered(*device, values(), 20ms, kStart + 20ms);
  CHECK(site.sink.numbers[100] == std::vector<double>{7});
  site.ask(*device, kStart + 20ms);
  CHECK(to_string(device->asking()) == "holding 1000");
  site.cycles.answered(*device, values(), 20ms, kStart + 40ms);
  CHECK(site.sink.count(101) == 1);
  CHECK(site.sink.heard_of[1] == 2);
  CHECK_FALSE(site.has_turn(kStart + 40ms));
  CHECK(site.turns.next_due() == kStart + 10s);
  CHECK(device->counters.missed_cycles == 0);
}

TEST_CASE("a cycle that lasts beyond its period costs the readings it ran over") {
  Site site;
  const auto device = device_of(1);
  site.begin(*device, kStart);
  site.cycles.answered(*device, values(), 20ms, kStart + 25s);
  CHECK(site.turns.next_due() == kStart + 30s);
  CHECK(device->counters.missed_cycles == 2);
}

TEST_CASE("the next reading of a unit that is held begins when that is over") {
  Site site;
  const auto device = device_of(1);
  site.begin(*device, kStart);
  site.held.hold(1, kStart + 12s, kStart);
  site.cycles.finish(*device, kStart + 1s);
  CHECK(site.turns.next_due() == kStart + 20s);
}

TEST_CASE("a refused read is asked in parts in the same cycle, and what remains refused is the last error") {
  Site site;
  const auto device = device_of(1, {holding(0), holding(1)});
  site.begin(*device, kStart);
  site.cycles.answered(*device, exception(kIllegalDataAddress), 20ms, kStart);
  site.ask(*device, kStart);
  CHECK(to_string(device->asking()) == "holding 0");
  site.cycles.answered(*device, exception(kIllegalDataAddress), 20ms, kStart);
  site.ask(*device, kStart);
  CHECK(to_string(device->asking()) == "holding 1");
  site.cycles.answered(*device, values(), 20ms, kStart);
  CHECK(site.sink.count(101) == 1);
  CHECK(device->why() == "exception 2 (illegal data address) to holding 0");
}

TEST_CASE("an exception that says nothing of the addresses divides no read") {
  Site site;
  const auto device = device_of(1, {holding(0), holding(1)});
  site.begin(*device, kStart);
  site.cycles.answered(*device, exception(4), 20ms, kStart);
  CHECK_FALSE(site.has_turn(kStart));
  CHECK(site.turns.next_due() == kStart + 10s);
}

TEST_CASE("a living device is asked again in its turn, as often as the link allows") {
  Site site;
  site.settings.retries = 1;
  const auto device = living(1);
  site.begin(*device, kStart);
  site.cycles.failed(*device, "no answer", kStart + 500ms);
  site.ask(*device, kStart + 500ms);
  site.cycles.failed(*device, "no answer", kStart + 1s);
  CHECK_FALSE(site.has_turn(kStart + 1s));
  CHECK(site.turns.next_due() == kStart + 10s);
  CHECK(device->why() == "no answer");
  CHECK(device->health().state() == DeviceState::degraded);
}

TEST_CASE("a unit that flaps without end has a few lines of the log, and no other unit fewer") {
  Site site;
  site.settings.retries = 0;
  const auto flapping = living(1), other = living(2);
  const gatewarden::test::LogCapture log;
  SteadyTime at = kStart;
  site.turns.wait(*flapping, at);
  const auto next = [&] {
    at = site.turns.next_due();
    site.cycles.gather(at);
    site.ask(*flapping, at);
  };
  const auto silent = [&] { return flapping->health().missed_in_a_row() >= site.settings.misses; };
  for (int flap = 0; flap < 100; ++flap) {
    for (; !silent(); site.cycles.failed(*flapping, "no answer", at)) next();
    next();
    site.cycles.answered(*flapping, values(), 20ms, at);
  }
  const auto all = static_cast<int>((at - kStart) / LinkBudget::kDeviceLine) + LinkBudget::kDeviceLines;
  const auto lines = static_cast<int>(log.count("device_silent") + log.count("device_returned"));
  CHECK(lines >= LinkBudget::kDeviceLines);
  CHECK(lines <= all);
  LinkSnapshot shown;
  site.budget.show(shown);
  CHECK(shown.counters.at("log_lines_left_out") == 200 - static_cast<std::uint64_t>(lines));
  site.turns.remove(*flapping);
  for (SteadyTime miss = at + 1h; other->health().missed_in_a_row() < site.settings.misses; miss += 1min) {
    site.begin(*other, miss);
    site.cycles.failed(*other, "no answer", miss);
  }
  CHECK(log.count("device_silent") + log.count("device_returned") == static_cast<std::size_t>(lines) + 1);
}

TEST_CASE("a unit that answered in this cycle goes on behind the read it leaves unanswered") {
  Site site;
  site.settings.retries = 0;
  const auto device = device_of(1, {holding(0), holding(1000), holding(2000)});
  site.begin(*device, kStart);
  site.cycles.answered(*device, values(), 20ms, kStart);
  site.ask(*device, kStart);
  site.cycles.failed(*device, "no answer", kStart + 500ms);
  site.ask(*device, kStart + 500ms);
  CHECK(to_string(device->asking()) == "holding 2000");
}

TEST_CASE("an offline device is not repeated; it waits for a probe, longer each time") {
  Site site;
  const auto device = offline(1);
  SteadyTime now = kStart;
  for (const Duration longest : {20s, 30s}) {
    site.begin(*device, now);
    site.cycles.failed(*device, "no answer", now);
    CHECK_FALSE(site.has_turn(now));
    CHECK(site.turns.next_due() > now + longest / 2);
    CHECK(site.turns.next_due() <= now + longest);
    now = site.turns.next_due();
    REQUIRE(site.turns.take_due(now));
  }
}

TEST_CASE("another identity is counted and remembered, and the cycle ends with it") {
  Site site;
  const auto device = device_of(1, {holding(0), of_identity(kWholeIdentity)});
  const auto refuse_identity = [&](std::uint8_t code, SteadyTime at) {
    while (device->cycle().inspecting()) {
      site.ask(*device, at);
      site.cycles.answered(*device, exception(code), 20ms, at);
    }
  };
  site.begin(*device, kStart);
  site.cycles.answered(*device, values(), 20ms, kStart);
  REQUIRE(device->cycle().inspecting());
  site.ask(*device, kStart);
  const std::vector<std::uint8_t> pdu{43, 14, 2, 0x82, 0, 0, 2, 0, 4, 'A', 'C', 'M', 'E', 2, 1, '1'};
  site.cycles.answered(*device, parse_response(device->asking(), pdu), 20ms, kStart);
  refuse_identity(1, kStart);
  CHECK(device->inspection()->identity().text() == "ACME, firmware 1");
  CHECK(site.memory.remembered == std::vector<std::string>{"plant:unit-1"});
  CHECK(device->counters.identity_changes == 0);
  REQUIRE(site.turns.take_due(kStart + 10s) == device.get());

  site.begin(*device, kStart + 1h);
  site.cycles.answered(*device, values(), 20ms, kStart + 1h);
  REQUIRE(device->cycle().inspecting());
  refuse_identity(1, kStart + 1h);
  CHECK(device->inspection()->identity().empty());
  CHECK(device->counters.identity_changes == 1);
  CHECK(site.memory.remembered.size() == 2);
  CHECK(site.turns.next_due() == kStart + 1h + 10s);
}

TEST_CASE("a question of an inspection without an answer costs the device nothing but the question") {
  Site site;
  site.settings.retries = 0;
  const auto device = device_of(1, {holding(0), of_identity(kWholeIdentity)});
  site.begin(*device, kStart);
  site.cycles.answered(*device, values(), 20ms, kStart);
  while (device->cycle().inspecting()) {
    site.ask(*device, kStart);
    site.cycles.failed(*device, "no answer", kStart);
  }
  CHECK(device->health().state() == DeviceState::online);
  CHECK(device->why().empty());
  CHECK(site.turns.next_due() == kStart + 10s);
}

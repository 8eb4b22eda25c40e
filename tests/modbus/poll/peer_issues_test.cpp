// Golden cases: other gateways' issues about registers, each named.
#include <catch2/catch.hpp>

#include "adapters/modbus/device/reading_cycle.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using Slave = ScriptedModbusSlave;

namespace {

ValueSource at(Table table, std::uint16_t address) {
  ValueSource from;
  (table == Table::coils ? from.coil : table == Table::input_registers ? from.input : from.holding) = address;
  return from;
}

ValueSource ordered(std::uint16_t address, DataType as, ByteOrder order) {
  ValueSource from = holding(address, as);
  from.order = order;
  return from;
}

// Reads a device with `words` from address 0.
RecordingSink read(std::vector<ValueSource> values, const std::vector<std::uint16_t>& words) {
  const ReadPlan plan = make_read_plan(profile_of(std::move(values)), {});
  std::vector<double> slots(plan.slots, ReadingCycle::kNothing);
  RecordingSink sink;
  for (const Read& each : plan.reads) {
    std::vector<std::uint8_t> bytes;
    for (std::uint32_t i = each.range.first; i < each.range.end(); ++i) {
      bytes.push_back(static_cast<std::uint8_t>(words.at(i) >> 8));
      bytes.push_back(static_cast<std::uint8_t>(words.at(i)));
    }
    decode_read(plan, each, bytes, PointId{0}, sink, {}, slots);
  }
  compute_values(plan, Rounds{1}, PointId{0}, sink, {}, slots);
  return sink;
}

}  // namespace

TEST_CASE("modbus2mqtt#91: a text with swapped bytes is readable") {
  ValueSource name = ordered(0, DataType::text, ByteOrder::badc);
  name.length = 4;
  // "rP3oME1-" in the registers
  CHECK(read({name}, {0x7250, 0x336F, 0x4D45, 0x312D}).lists[0][0][0] == "Pro3EM-1");
}

TEST_CASE("home-assistant/core#44553: an order turns the registers of one value, not of the whole answer") {
  const auto sink = read({ordered(0, DataType::float32, ByteOrder::cdab),
                          ordered(2, DataType::float32, ByteOrder::cdab), holding(4)},
                         {0x0000, 0x4366, 0x8000, 0x4348, 0x0007});
  CHECK(sink.numbers.at(0)[0] == 230.0);
  CHECK(sink.numbers.at(1)[0] == 200.5);
  CHECK(sink.numbers.at(2)[0] == 7);
}

TEST_CASE("thingsboard-gateway#614: 229.01 V is not 2.4e-41") {
  CHECK(read({holding(0, DataType::float32)}, {0x4365, 0x028F}).numbers.at(0)[0] == Approx(229.01));
  CHECK(read({ordered(0, DataType::float32, ByteOrder::dcba)}, {0x8F02, 0x6543}).numbers.at(0)[0] ==
        Approx(229.01));
}

TEST_CASE("home-assistant/core#80442: each of the four orders reads the same counter its own way") {
  const std::vector<std::uint16_t> words{0x0001, 0xE240};
  const auto value = [&](ByteOrder order) {
    return read({ordered(0, DataType::uint32, order)}, words).numbers.at(0)[0];
  };
  CHECK(value(ByteOrder::abcd) == 123456);
  CHECK(value(ByteOrder::cdab) == 0xE2400001);
  CHECK(value(ByteOrder::badc) == 0x010040E2);
  CHECK(value(ByteOrder::dcba) == 0x40E20100);
}

TEST_CASE("modbus_local_gateway#62: two counters that belong together are added from one reading") {
  ValueSource total;
  total.compute = "low + high * 65536";
  total.of["low"] = holding(0);
  total.of["high"] = holding(1);
  CHECK(read({total}, {51059, 3}).numbers.at(0)[0] == 51059 + 3 * 65536);
}

TEST_CASE("telegraf#8905: coils count from the address that was asked for") {
  LinkRig rig;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    // Coils 2 and 6 are set, as reported; the answer begins with the requested coil.
    const auto bits = static_cast<std::uint8_t>(0b0100'0100u >> request.first);
    peer.send(Slave::framed(request.transaction, request.unit, {1, 1, bits}));
  });
  std::vector<ValueSource> coils;
  for (std::uint16_t i = 4; i < 8; ++i) coils.push_back(at(Table::coils, i));
  rig.start({unit(1, profile_of(coils))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(103) == 1; });
  CHECK(rig.sink.numbers[100][0] == 0);
  CHECK(rig.sink.numbers[101][0] == 0);
  CHECK(rig.sink.numbers[102][0] == 1);
  CHECK(rig.sink.numbers[103][0] == 0);
}

TEST_CASE("telegraf#7227: 347 registers are three requests, none above 125") {
  std::vector<ValueSource> values;
  for (std::uint16_t i = 0; i < 347; ++i) values.push_back(holding(i));
  const ReadPlan plan = make_read_plan(profile_of(values), {});
  REQUIRE(plan.reads.size() == 3);
  for (const Read& each : plan.reads) CHECK(each.range.count <= 125);
}

// Also home-assistant/core#48497 and device-modbus-go PR 679: for years, a request per register.
TEST_CASE("thingsboard-gateway#406: ten neighbours are one request") {
  LinkRig rig;
  std::vector<ValueSource> values;
  for (std::uint16_t i = 0; i < 10; ++i) values.push_back(holding(i));
  rig.start({unit(1, profile_of(values))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(109) == 1; });
  REQUIRE(rig.slave.requests().size() == 1);
  CHECK(rig.slave.requests()[0].count == 10);
}

TEST_CASE("eda-modbus-bridge#100: one coil that a model does not have costs that coil, nothing else") {
  LinkRig rig;
  rig.slave.script([](const Slave::Request& request, Slave::Peer& peer) {
    const bool has_72 = request.first <= 72 && 72 < request.first + request.count;
    peer.send(has_72 ? Slave::exception(request, 2) : Slave::answer(request));
  });
  rig.start({unit(1, profile_of({at(Table::coils, 70), at(Table::coils, 72), at(Table::coils, 74)},
                                std::chrono::seconds(1)))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(100) == 1 && rig.sink.count(102) == 1; });
  CHECK(rig.sink.count(101) == 0);
  CHECK(rig.device(1).state == DeviceState::online);
}

// Also thingsboard-gateway#1287, #1904: errors without a subject.
TEST_CASE("telegraf#12021: an exception names the link, the unit, the registers and its meaning") {
  LinkRig rig;
  rig.slave.script(
      [](const Slave::Request& request, Slave::Peer& peer) { peer.send(Slave::exception(request, 2)); });
  rig.start({unit(7, profile_of({holding(40)}))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.counted(7, "exception_2") == 1; });
  const std::string why = rig.device(7).why;
  for (const char* part :
       {"hall-a", "unit 7", "127.0.0.1", "exception 2", "illegal data address", "holding 40"}) {
    CHECK_THAT(why, Catch::Contains(part));
  }
}

TEST_CASE("a device that gives ten registers at most is asked for ten at most") {
  auto profile = std::make_shared<AdapterProfile>(*profile_of({}));
  for (std::uint16_t i = 0; i < 35; ++i) profile->from.emplace_back(holding(i));
  ProfileSettings settings;
  settings.max_registers = 10;
  profile->settings = settings;
  const ReadPlan plan = make_read_plan(profile, {125, 16});
  CHECK(plan.reads.size() == 4);
  for (const Read& each : plan.reads) CHECK(each.range.count <= 10);
}

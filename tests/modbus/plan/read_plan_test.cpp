#include "adapters/modbus/plan/read_plan.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "adapters/modbus/plan/read_result.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

RegisterSource operand(std::uint16_t address, DataType as = DataType::uint16) {
  RegisterSource value;
  value.holding = address;
  value.as = as;
  return value;
}

ValueSource computed(std::string formula, std::map<std::string, RegisterSource> of) {
  ValueSource from;
  from.compute = std::move(formula);
  from.of = std::move(of);
  return from;
}

ValueSource scaled_by(ValueSource value, std::uint16_t exponent) {
  value.scale_from = exponent;
  return value;
}

// A cycle of a device with these holding registers.
struct OneCycle {
  explicit OneCycle(std::vector<ValueSource> values, PlanLimits limits = {})
      : plan(make_read_plan(profile_of(std::move(values)), limits)), slots(plan.slots, kNone) {}

  void answer(std::size_t read, const std::vector<std::uint16_t>& memory) {
    Bytes bytes;
    const Range& range = plan.reads[read].range;
    for (std::uint32_t at = range.first; at < range.end(); ++at) {
      bytes.push_back(static_cast<std::uint8_t>(memory[at] >> 8));
      bytes.push_back(static_cast<std::uint8_t>(memory[at]));
    }
    const ReadResult got = decode_read(plan, plan.reads[read], bytes, PointId{0}, sink, {}, slots);
    counted.values += got.values, counted.missing += got.missing, counted.implausible += got.implausible;
  }
  ReadResult end() { return compute_values(plan, Rounds{1}, PointId{0}, sink, {}, slots); }
  std::vector<double> of(std::uint32_t metric) const {
    const auto found = sink.numbers.find(metric);
    return found == sink.numbers.end() ? std::vector<double>() : found->second;
  }

  ReadPlan plan;
  std::vector<double> slots;
  RecordingSink sink;
  ReadResult counted;
};

}  // namespace

TEST_CASE("a computed value is handed on when all of its cycle has been read") {
  OneCycle cycle(
      {computed("l1 + l2 + l3", {{"l1", operand(0)}, {"l2", operand(1)}, {"l3", operand(90)}}), holding(1)});
  REQUIRE(cycle.plan.reads.size() == 2);
  std::vector<std::uint16_t> memory(91);
  memory[0] = 100, memory[1] = 20, memory[90] = 3;
  cycle.answer(0, memory);
  CHECK(cycle.of(0).empty());
  CHECK(cycle.of(1) == std::vector<double>{20});  // register 1 is also a metric
  cycle.answer(1, memory);
  CHECK(cycle.of(0).empty());
  CHECK(cycle.end().values == 1);
  CHECK(cycle.of(0) == std::vector<double>{123});
  CHECK(cycle.counted.values == 1);
}

TEST_CASE("a computed value comes in its own round only") {
  ValueSource seldom = computed("a * 2", {{"a", operand(50)}});
  seldom.every = std::chrono::hours(1);
  OneCycle cycle({holding(1), seldom});
  REQUIRE(cycle.plan.computed.size() == 1);
  REQUIRE(cycle.plan.computed[0].round == 1);
  cycle.slots.assign(cycle.slots.size(), 7.0);
  CHECK(cycle.end().values == 0);
  CHECK(cycle.end().missing == 0);
  compute_values(cycle.plan, Rounds{2}, PointId{0}, cycle.sink, {}, cycle.slots);
  CHECK(cycle.of(1) == std::vector<double>{14});
}

TEST_CASE("an operand that did not come, or that the device does not have, makes the result missing") {
  RegisterSource never = operand(90);
  never.no_value = NoValue{true, {}};
  OneCycle cycle(
      {computed("a + b", {{"a", operand(0)}, {"b", never}}), computed("a * 2", {{"a", operand(0)}})});
  std::vector<std::uint16_t> memory(91, 0xFFFF);
  memory[0] = 5;
  cycle.answer(0, memory);
  ReadResult result = cycle.end();  // the second answer was an exception
  CHECK(result.missing == 1);
  CHECK(result.values == 1);
  CHECK(cycle.of(1) == std::vector<double>{10});
  cycle.answer(1, memory);
  CHECK(cycle.end().missing == 1);
  CHECK(cycle.of(0).empty());
}

TEST_CASE("an implausible operand and an implausible result are not reported") {
  RegisterSource wild = operand(0);
  wild.valid = Plausible{0, 100};
  ValueSource sum = computed("a + 1", {{"a", wild}});
  ValueSource bounded = computed("a + 1", {{"a", operand(0)}});
  bounded.valid = Plausible{0, 100};
  OneCycle cycle({sum, bounded});
  cycle.answer(0, {500});
  CHECK(cycle.counted.implausible == 1);
  const ReadResult result = cycle.end();
  CHECK(result.missing == 1);
  CHECK(result.implausible == 1);
  CHECK(result.values == 0);
}

// SunSpec's scale factors: W at 84, W_SF at 85.
TEST_CASE("a scale factor in a register multiplies by its power of ten") {
  OneCycle cycle({scaled_by(holding(0, DataType::int16), 1)});
  const auto reading = [&](std::uint16_t value, std::uint16_t exponent) {
    cycle.sink.numbers.clear();
    cycle.answer(0, {value, exponent});
    cycle.end();
    const auto found = cycle.of(0);
    return found.empty() ? -1.0 : found.front();
  };
  CHECK(reading(2301, 0xFFFF) == 230.1);  // 10^-1, without rounding digits
  CHECK(reading(2301, 0) == 2301);
  CHECK(reading(12, 3) == 12000);
  CHECK(reading(0xFFFE, 1) == -20);
  CHECK(reading(1, 0xFFF6) == 1e-10);
  CHECK(reading(1, 0x8000) == -1);  // not implemented
  CHECK(reading(1, 11) == -1);      // beyond SunSpec's range
}

TEST_CASE("one scale factor is read once for all values it scales, and scales operands too") {
  RegisterSource w = operand(0, DataType::int16);
  w.scale_from = 4;
  ValueSource total = computed("a + b", {{"a", w}, {"b", operand(3)}});
  ValueSource valid = scaled_by(holding(2, DataType::int16), 4);
  valid.valid = Plausible{0, 10};  // of the scaled value
  OneCycle cycle({scaled_by(holding(1, DataType::int16), 4), total, valid});
  CHECK(cycle.plan.wanted.size() == 5);
  CHECK(cycle.plan.slots == 5);
  cycle.answer(0, {10, 20, 30, 7, 2});
  const ReadResult result = cycle.end();
  CHECK(cycle.of(0) == std::vector<double>{2000});
  CHECK(cycle.of(1) == std::vector<double>{1007});
  CHECK(cycle.of(2).empty());
  CHECK(result.implausible == 1);
}

TEST_CASE("an operand scaled by a register is plausible once it is scaled, or not") {
  RegisterSource voltage = operand(0, DataType::int16);
  voltage.scale_from = 1;
  voltage.valid = Plausible{0, 400};
  OneCycle cycle({computed("u * 2", {{"u", voltage}})});
  cycle.answer(0, {2301, 0xFFFF});  // 230.1
  CHECK(cycle.end().values == 1);
  CHECK(cycle.of(0) == std::vector<double>{460.2});
  cycle.answer(0, {23, 2});  // 2300
  const ReadResult result = cycle.end();
  CHECK(result.values == 0);
  CHECK(result.implausible == 1);
  CHECK(cycle.counted.implausible == 0);
}

TEST_CASE("flags become a string-list of what is set") {
  ValueSource alarms = holding(0);
  alarms.flags = {{"0", "overvoltage"}, {"2", "door"}};
  OneCycle cycle({alarms});
  cycle.answer(0, {5});
  cycle.answer(0, {0});
  CHECK(cycle.sink.lists[0] == std::vector<std::vector<std::string>>{{"overvoltage", "door"}, {}});
}

TEST_CASE("a profile's own limits go before the link's, and what it calls sensitive is not read along") {
  auto profile = std::make_shared<AdapterProfile>(*profile_of({holding(0), holding(4), holding(9)}));
  const auto reads = [&] { return make_read_plan(profile, {125, 16}).reads.size(); };
  CHECK(reads() == 1);
  ProfileSettings settings;
  settings.max_gap = 3;
  profile->settings = settings;
  CHECK(reads() == 2);
  settings.max_registers = 4;
  profile->settings = settings;
  CHECK(reads() == 3);
  settings = ProfileSettings{};
  settings.read_sensitive.holding = "6";
  profile->settings = settings;
  CHECK(reads() == 2);
}

TEST_CASE("a link hands computed values on once a cycle, and forgets them for the next one") {
  LinkRig rig;
  rig.start({unit(1, profile_of({computed("a + b", {{"a", operand(10)}, {"b", operand(200)}})},
                                std::chrono::seconds(1)))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(100) == 1; });
  CHECK(rig.slave.requests().size() == 2);
  CHECK(rig.sink.numbers[100][0] == 110 + 300);  // register n of unit 1 is worth 100 + n
  CHECK(rig.link->samples() == 1);
  rig.slave.script([](const ScriptedModbusSlave::Request& request, ScriptedModbusSlave::Peer& peer) {
    peer.send(request.first == 10 ? ScriptedModbusSlave::answer(request)
                                  : ScriptedModbusSlave::exception(request, 4));
  });
  rig.pass(std::chrono::seconds(1));
  rig.until([&] { return rig.counted(1, "missing") == 1; });
  CHECK(rig.sink.count(100) == 1);
}

TEST_CASE("how late readings begin is measured from their time on the grid") {
  LinkRig rig;
  rig.start({unit(1, profile_of({holding(0)}, std::chrono::seconds(1))),
             unit(2, profile_of({holding(0)}, std::chrono::seconds(1)))});
  rig.slave.script([&](const ScriptedModbusSlave::Request& request, ScriptedModbusSlave::Peer& peer) {
    rig.clock.advance(std::chrono::milliseconds(70));  // one at a time: unit 2 waits for unit 1
    peer.send(ScriptedModbusSlave::answer(request));
  });
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(100) == 1 && rig.sink.count(200) == 1; });
  CHECK(rig.counted(1, "start_delay_max_us") < 70'000);
  CHECK(rig.counted(2, "start_delay_max_us") >= 70'000);
  CHECK(rig.counted(2, "start_delay_max_us") < 200'000);
  CHECK(rig.link->snapshot().counters.at("start_delay_max_us") == rig.counted(2, "start_delay_max_us"));
  CHECK(rig.link->snapshot().counters.at("start_delay_p99_us") == 128'000);
}

TEST_CASE(
    "a reload that changes how a profile likes to be read changes its requests, an equal one changes nothing") {
  LinkRig rig;
  const auto profile = [](std::uint16_t max_gap) {
    auto made =
        std::make_shared<AdapterProfile>(*profile_of({holding(0), holding(4)}, std::chrono::seconds(1)));
    ProfileSettings settings;
    settings.max_gap = max_gap;
    made->settings = settings;
    return made;
  };
  rig.start({unit(1, profile(8))});
  rig.pass(std::chrono::milliseconds(10));
  rig.until([&] { return rig.sink.count(101) == 1; });
  rig.link->assign({unit(1, profile(8))});
  CHECK(rig.counted(1, "requests") == 1);  // still the same device
  rig.link->assign({unit(1, profile(0))});
  CHECK(rig.counted(1, "requests") == 0);
  rig.pass(std::chrono::milliseconds(20));
  rig.until([&] { return rig.sink.count(101) == 2; });
  REQUIRE(rig.slave.requests().size() == 3);
  CHECK(rig.slave.requests()[1].count == 1);
}

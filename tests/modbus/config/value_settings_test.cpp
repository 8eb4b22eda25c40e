#include <array>

#include "tests/modbus/settings_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;

namespace {

// For a profile with these keys.
std::optional<ValueSource> read_from(const std::string& yaml, const std::string& profile,
                                     config::Problems& problems) {
  const auto name = std::make_shared<const std::string>("fleet.yaml");
  const auto keys = config::read_yaml(profile, name, no_environment(), problems);
  const auto node = config::read_yaml(yaml, name, no_environment(), problems);
  REQUIRE(keys);
  REQUIRE(node);
  const std::any settings = protocol().profile.read(*keys, problems);
  std::any from = protocol().from.read(*node, problems);
  if (from.has_value())
    protocol().settle({"power_w", std::chrono::seconds(10), settings}, from, *node, problems);
  if (!problems.empty()) return std::nullopt;
  return std::any_cast<ValueSource>(from);
}

ValueSource good_from(const std::string& yaml, const std::string& profile = "{}") {
  config::Problems problems;
  const auto from = read_from(yaml, profile, problems);
  for (const auto& problem : problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(from);
  return *from;
}

config::Problem problem_of(const std::string& yaml, const std::string& profile = "{}") {
  config::Problems problems;
  CHECK_FALSE(read_from(yaml, profile, problems));
  INFO(yaml);
  for (const auto& problem : problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(problems.size() == 1);
  CHECK_FALSE(problems.list()[0].rule.empty());
  CHECK_FALSE(problems.list()[0].example.empty());
  CHECK(problems.list()[0].place.line == 1);
  return problems.list()[0];
}

std::string code_of(const std::string& yaml) { return problem_of(yaml).code; }

}  // namespace

TEST_CASE("a value is an address, and what its bits mean") {
  const ValueSource voltage = good_from("{ holding: 0, as: int32, order: CDAB, scale: 0.1 }");
  CHECK(voltage.range() == Range{Table::holding_registers, 0, 2});
  CHECK(voltage.shape().as == DataType::int32);
  CHECK(voltage.shape().order == ByteOrder::cdab);
  CHECK(voltage.shape().scale == 0.1);
  CHECK(good_from("{ input: 65535 }").range() == Range{Table::input_registers, 65535, 1});
  CHECK(good_from("{ coil: 3 }").range() == Range{Table::coils, 3, 1});
  CHECK(good_from("{ discrete: 3, labels: { 1: open } }").shape().labels.at(1) == "open");
  CHECK(good_from("{ holding: 100, as: string, length: 8 }").range() ==
        Range{Table::holding_registers, 100, 8});
  CHECK(good_from("{ holding: 1, no_value: [0x8000, -1], valid: { from: -40, to: 125 } }").shape().no_value ==
        std::vector<std::int64_t>{0x8000, -1});
  CHECK(good_from("{ holding: 1, mask: 0x0F00 }").shape().mask == 0x0F00);
  CHECK(good_from("{ holding: 1, as: int16, labels: { -1: fault } }").shape().labels.at(-1) == "fault");
}

TEST_CASE("keys that contradict each other are refused with a code, a place and an example") {
  CHECK(code_of("{ coil: 1, as: int16 }") == "M001");
  CHECK(code_of("{ discrete: 1, mask: 3 }") == "M001");
  CHECK(code_of("{ holding: 1, as: string }") == "M002");
  CHECK(code_of("{ holding: 1, length: 3 }") == "M002");
  CHECK(code_of("{ holding: 65535, as: int32 }") == "M003");
  CHECK(code_of("{ holding: 65530, as: string, length: 7 }") == "M003");
  CHECK(code_of("{ holding: 1, labels: { on: 1 } }") == "M004");
  CHECK(code_of("{ holding: 1, as: float32, labels: { 1: on } }") == "M004");
  CHECK(code_of("{ holding: 1, bit: 16 }") == "M005");
  CHECK(code_of("{ holding: 1, as: float32, bit: 1 }") == "M005");
  CHECK(code_of("{ holding: 1, mask: 0x10000 }") == "M005");
  CHECK(code_of("{ holding: 1, valid: { from: 3, to: 2 } }") == "M006");
  CHECK(code_of("{ holding: 1, scale: 0 }") == "M007");
}

TEST_CASE("an address counts from what is said: 0, 1, or the old notation") {
  const Range fifty_two{Table::holding_registers, 52, 1};
  CHECK(good_from("{ holding: 52 }").range() == fifty_two);
  CHECK(good_from("{ holding: 53, base: 1 }").range() == fifty_two);
  CHECK(good_from("{ holding: 53 }", "{ base: 1 }").range() == fifty_two);
  CHECK(good_from("{ holding: 52, base: 0 }", "{ base: 1 }").range() == fifty_two);
  CHECK(good_from("{ register: '40053' }").range() == fifty_two);
  CHECK(good_from("{ register: '400053' }").range() == fifty_two);
  CHECK(good_from("{ register: 40053 }").range() == fifty_two);
  CHECK(good_from("{ register: '40053' }", "{ base: 1 }").range() == fifty_two);
  CHECK(good_from("{ register: '30001', as: int32 }").range() == Range{Table::input_registers, 0, 2});
  CHECK(good_from("{ register: '10008' }").range() == Range{Table::discrete_inputs, 7, 1});
  CHECK(good_from("{ register: '00001' }").range() == Range{Table::coils, 0, 1});
  CHECK(good_from("{ register: '465536' }").range() == Range{Table::holding_registers, 65535, 1});
  CHECK(good_from("{ holding: 65536, base: 1 }").range() == Range{Table::holding_registers, 65535, 1});
  // SunSpec's 40069 is an address on the wire.
  CHECK(good_from("{ holding: 40069, base: 0 }").range() == Range{Table::holding_registers, 40069, 1});
}

// neuron PRs 745 and 2489-2498, home-assistant/core#11299, pymodbus#1350: off by one or by forty thousand.
TEST_CASE("an address that can be read in two ways is refused with both readings") {
  const auto rule_of = [](const std::string& yaml, const std::string& profile = "{}") {
    const config::Problem problem = problem_of(yaml, profile);
    CHECK(problem.code == "M021");
    return problem.rule;
  };
  CHECK_THAT(rule_of("{ register: '40053', base: 0 }"),
             Catch::Contains("holding 52") && Catch::Contains("holding 53"));
  CHECK_THAT(rule_of("{ register: '4053' }"), Catch::Contains("44053") && Catch::Contains("holding: 4053"));
  CHECK_THAT(rule_of("{ register: '40000' }"), Catch::Contains("40001") && Catch::Contains("holding: 40000"));
  CHECK_THAT(rule_of("{ register: '20001' }"), Catch::Contains("no table begins with 2"));
  CHECK_THAT(rule_of("{ register: '465537' }"), Catch::Contains("65536"));
  CHECK_THAT(rule_of("{ holding: 0, base: 1 }"), Catch::Contains("wire address 0"));
  CHECK_THAT(rule_of("{ coil: 0 }", "{ base: 1 }"), Catch::Contains("wire address 0"));
  CHECK_THAT(rule_of("{ register: '40083', scale_from: 84 }"), Catch::Contains("same notation"));
  CHECK_THAT(rule_of("{ holding: 84, base: 1, scale_from: 0 }"), Catch::Contains("no 0"));
  for (const auto& [yaml, first, second] : std::vector<std::array<const char*, 3>>{
           {"{ holding: 40001 }", "wire address 40001", "holding 0"},
           {"{ holding: 49999 }", "wire address 49999", "holding 9998"},
           {"{ input: 30001 }", "wire address 30001", "input 0"},
           {"{ discrete: 10017 }", "wire address 10017", "discrete 16"},
           {"{ holding: 84, scale_from: 40086 }", "wire address 40086", "holding 85"},
           {"{ compute: a, of: { a: { holding: 40001 } } }", "wire address 40001", "holding 0"},
           {"{ holding: 400001 }", "end at 65535", "holding 0"},
           {"{ input: 300001 }", "end at 65535", "input 0"},
           {"{ discrete: 100017 }", "end at 65535", "discrete 16"}}) {
    INFO(yaml);
    CHECK_THAT(rule_of(yaml), Catch::Contains(first) && Catch::Contains(second));
  }
  CHECK(code_of("{ holding: 65536 }") == "M003");
  CHECK(code_of("{ holding: 65537, base: 1 }") == "F021");
  CHECK(code_of("{ register: '465536', as: int32 }") == "M003");
  CHECK(code_of("{ register: '40053', holding: 52 }") == "F013");
}

TEST_CASE("a large address that is said to be one on the wire is taken as it stands") {
  for (const auto& [yaml, profile] : std::vector<std::pair<const char*, const char*>>{
           {"{ holding: 40001, base: 0 }", "{}"},
           {"{ holding: 40001 }", "{ base: 0 }"},
           {"{ holding: 40001 }", "{ no_value: sunspec }"},
           {"{ holding: 40001, no_value: sunspec }", "{}"},
           {"{ holding: 40001 }", "{ identity: { by: sunspec } }"}}) {
    INFO(yaml << " " << profile);
    CHECK(good_from(yaml, profile).range().first == 40001);
  }
  CHECK(good_from("{ holding: 40000 }").range().first == 40000);
  CHECK(good_from("{ holding: 30001 }").range().first == 30001);
  CHECK(good_from("{ input: 40001 }").range().first == 40001);
  CHECK(good_from("{ holding: 40001, base: 1 }").range().first == 40000);
}

TEST_CASE("one raw value without a meaning needs no list") {
  CHECK(good_from("{ holding: 1, no_value: 0x8000 }").shape().no_value == std::vector<std::int64_t>{0x8000});
  CHECK(good_from("{ holding: 1, no_value: 0x8000 }") == good_from("{ holding: 1, no_value: [0x8000] }"));
  CHECK(good_from("{ holding: 1, no_value: [] }").shape().no_value.empty());
  CHECK(code_of("{ holding: 1, no_value: 0x18000 }") == "M026");
  CHECK(code_of("{ holding: 1, no_value: none }") == "F021");
}

TEST_CASE("a profile says once what holds for all its values, and a value may say otherwise") {
  const char* const profile = "{ order: CDAB, no_value: sunspec }";
  CHECK(good_from("{ holding: 1, as: int32 }", profile).shape().order == ByteOrder::cdab);
  CHECK(good_from("{ holding: 1, as: int32, order: ABCD }", profile).shape().order == ByteOrder::abcd);
  CHECK(good_from("{ holding: 1, as: int16 }", profile).shape().no_value ==
        std::vector<std::int64_t>{0x8000});
  CHECK(good_from("{ holding: 1, no_value: [7] }", profile).shape().no_value == std::vector<std::int64_t>{7});
  CHECK(good_from("{ holding: 1, no_value: [] }", profile).shape().no_value.empty());
  CHECK(good_from("{ holding: 1, no_value: sunspec }").shape().no_value == std::vector<std::int64_t>{0xFFFF});
  CHECK(good_from("{ coil: 1 }", profile).shape().no_value.empty());
}

TEST_CASE("decimal registers have a length, and flags are bits of an integer") {
  CHECK(good_from("{ holding: 1, as: mod10k, length: 3 }").range().count == 3);
  CHECK(good_from("{ holding: 1, as: bcd, length: 2 }").range().count == 2);
  CHECK(good_from("{ holding: 1, as: uint32, flags: { 31: fault, 0: ready } }").shape().flags ==
        std::vector<std::pair<std::uint8_t, std::string>>{{0, "ready"}, {31, "fault"}});
  CHECK(code_of("{ holding: 1, as: bcd }") == "M002");
  CHECK(code_of("{ holding: 1, as: mod10k, length: 5 }") == "M002");
  CHECK(code_of("{ holding: 1, flags: { 16: fault } }") == "M005");
  CHECK(code_of("{ holding: 1, flags: { ready: 0 } }") == "M005");
  CHECK(code_of("{ holding: 1, mask: 3, flags: { 0: ready } }") == "M005");
  CHECK(code_of("{ holding: 1, as: float32, flags: { 0: ready } }") == "M005");
  CHECK(code_of("{ coil: 1, flags: { 0: ready } }") == "M001");
  CHECK(good_from("{ holding: 1, labels: { 0x0200: on_grid } }").shape().labels.at(512) == "on_grid");
  CHECK(code_of("{ holding: 1, labels: { 0x: on_grid } }") == "M004");
  CHECK(code_of("{ holding: 1, scale_from: 2, labels: { 0: off } }") == "M024");
}

TEST_CASE("what is for numbers is refused on what is reported in words") {
  for (const char* words : {"labels: { 0: off }", "flags: { 0: fault }"}) {
    for (const char* key : {"scale: 0.1", "offset: 3", "scale_from: 2", "valid: { from: 0, to: 4 }"}) {
      CHECK(code_of("{ holding: 1, " + std::string(words) + ", " + key + " }") == "M024");
    }
    CHECK(good_from("{ holding: 1, no_value: [0xFFFF], " + std::string(words) + " }").no_value);
  }
  for (const char* key : {"scale: 0.1", "offset: 3", "valid: { from: 0, to: 4 }", "no_value: [0xFFFF]"}) {
    CHECK(code_of("{ holding: 1, as: string, length: 2, " + std::string(key) + " }") == "M024");
  }
  CHECK(code_of("{ coil: 1, labels: { 1: open }, scale: 2 }") == "M024");
  CHECK(good_from("{ holding: 1, as: string, length: 2 }", "{ no_value: sunspec }").as == DataType::text);
}

TEST_CASE("a code that the value cannot have, and one that stands twice, are refused") {
  CHECK_THAT(problem_of("{ holding: 1, no_value: [0xFFFF, 0xFFFFFFFF] }").rule,
             Catch::Contains("-32768 to 65535"));
  CHECK(code_of("{ holding: 1, no_value: [0xFFFFFFFF] }") == "M026");
  CHECK(code_of("{ holding: 1, as: int32, no_value: [-2147483649] }") == "M026");
  CHECK(code_of("{ holding: 1, as: bcd, length: 1, no_value: [0x10000] }") == "M026");
  good_from("{ holding: 1, as: int16, no_value: [0x8000, -32768, -1] }");
  good_from("{ holding: 1, as: uint64, no_value: [-1] }");
  good_from("{ holding: 1, as: float32, no_value: [0x7F7FFFFF, 9999999999] }");  // as bits or as the number
  good_from("{ holding: 1, as: bcd, length: 2, no_value: [0xFFFFFFFF] }");

  CHECK(code_of("{ holding: 1, labels: { 0x10000: fault } }") == "M026");
  CHECK(code_of("{ holding: 1, bit: 3, labels: { 0: off, 2: on } }") == "M026");
  CHECK(code_of("{ holding: 1, mask: 0x0F00, labels: { -1: fault } }") == "M026");
  CHECK(code_of("{ coil: 1, labels: { 2: open } }") == "M026");
  good_from("{ holding: 1, mask: 0x0F00, labels: { 15: fault } }");

  const config::Problem twice = problem_of("{ holding: 1, labels: { 1: on, 0x1: off } }");
  CHECK(twice.code == "M026");
  CHECK(twice.place.column == 32);
  CHECK(code_of("{ holding: 1, as: int16, labels: { -1: fault, 0xFFFF: standby } }") == "M026");
  CHECK(code_of("{ holding: 1, flags: { 3: fault, 0x3: ready } }") == "M026");
  good_from("{ holding: 1, as: int16, labels: { 0xFFFF: fault, 1: on } }");
}

TEST_CASE("a scale factor stands in a register of its own") {
  CHECK(code_of("{ holding: 84, as: int16, scale_from: 84 }") == "M027");
  CHECK(code_of("{ holding: 84, as: int32, scale_from: 85 }") == "M027");
  CHECK(code_of("{ holding: 85, base: 1, as: int32, scale_from: 86 }") == "M027");
  CHECK(code_of("{ register: '40085', scale_from: 40085 }") == "M027");
  CHECK(code_of("{ compute: a, of: { a: { holding: 84, scale_from: 84 } } }") == "M027");
  good_from("{ holding: 84, as: int16, scale_from: 85 }");
  good_from("{ holding: 84, as: int32, scale_from: 83 }");
}

TEST_CASE("a computed value names what it is computed from, and its faults have a column") {
  const ValueSource from =
      good_from("{ compute: a + 2*b, of: { a: { holding: 2 }, b: { holding: 1 } } }", "{ base: 1 }");
  CHECK(from.operand_names() == std::vector<std::string>{"a", "b"});
  CHECK(from.of.at("a").range() == Range{Table::holding_registers, 1, 1});
  CHECK(from.expression().value(std::vector<double>{1, 10}) == 21);
  CHECK(protocol().yields(from) == MetricType::number);
  CHECK_FALSE(protocol().counter_bits(from));

  const config::Problem plain = problem_of("{ compute: a + bb, of: { a: { holding: 1 } } }");
  CHECK(plain.code == "M022");
  CHECK(plain.place.column == 12 + 4);
  const config::Problem quoted = problem_of("{ compute: \"a + bb\", of: { a: { holding: 1 } } }");
  CHECK(quoted.place.column == 12 + 1 + 4);
  CHECK_THAT(quoted.rule, Catch::Contains("unknown name bb; there are a, at character 5"));

  CHECK(code_of("{ compute: a, of: { a: { holding: 1 } }, scale: 0.1 }") == "M020");
  CHECK(code_of("{ compute: 1 + 1 }") == "M023");
  CHECK(code_of("{ compute: a, of: { a: { holding: 1 }, b: { holding: 2 } } }") == "M023");
  CHECK(code_of("{ compute: min, of: { min: { holding: 1 } } }") == "M023");
  CHECK(code_of("{ compute: a, of: { a: { holding: 1, as: string, length: 2 } } }") == "M023");
  CHECK(code_of("{ compute: a, of: { a: { holding: 1, flags: { 0: on } } } }") == "M023");
  CHECK(code_of("{ holding: 1, of: { a: { holding: 1 } } }") == "M023");
  CHECK(code_of("{ compute: a, of: { a: { holding: 65535, as: int32 } } }") == "M003");
}

TEST_CASE("ranges that are never read along are checked") {
  config::Problems problems;
  const auto good = read<ProfileSettings>(
      protocol().profile, "{ base: 1, read_sensitive: { holding: '1-10, 65536', coil: '7' } }", problems);
  REQUIRE(good);
  CHECK(good->sensitive() == std::vector<Range>{{Table::coils, 6, 1},
                                                {Table::holding_registers, 0, 10},
                                                {Table::holding_registers, 65535, 1}});
  for (const char* bad : {"{ read_sensitive: { holding: '10-1' } }", "{ read_sensitive: { input: '65536' } }",
                          "{ base: 1, read_sensitive: { coil: '0-3' } }"}) {
    config::Problems found;
    CHECK_FALSE(read<ProfileSettings>(protocol().profile, bad, found));
    REQUIRE(found.size() == 1);
    CHECK(found.list()[0].code == "M025");
  }
  config::Problems all;
  const auto table =
      read<ProfileSettings>(protocol().profile, "{ read_sensitive: { holding: 0-65535 } }", all);
  REQUIRE(table);
  CHECK(table->sensitive().size() == 2);
}

TEST_CASE("labels and texts make a string-list, everything else a number") {
  CHECK(protocol().yields(good_from("{ holding: 1 }")) == MetricType::number);
  CHECK(protocol().yields(good_from("{ holding: 1, labels: { 1: on } }")) == MetricType::string_list);
  CHECK(protocol().yields(good_from("{ input: 1, as: string, length: 4 }")) == MetricType::string_list);
}

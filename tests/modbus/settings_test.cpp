// The fleet file's Modbus keys: what is read, what is refused and how, and what `plan` and `check` say.
#include <catch2/catch.hpp>

#include "adapters/modbus/modbus_protocol.hpp"
#include "adapters/modbus/modbus_settings.hpp"
#include "gateway/config/environment.hpp"
#include "gateway/config/load.hpp"
#include "gateway/config/read_yaml.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

config::Environment no_environment() {
  return config::Environment([](const std::string&) { return std::nullopt; });
}

template <class T>
std::optional<T> read(const config::AnyType& type, const std::string& yaml, config::Problems& problems) {
  const auto node =
      config::read_yaml(yaml, std::make_shared<const std::string>("fleet.yaml"), no_environment(), problems);
  REQUIRE(node);
  const std::any value = type.read(*node, problems);
  const T* read = std::any_cast<T>(&value);
  return read ? std::optional<T>(*read) : std::nullopt;
}

// As a profile with these keys of its own means it.
std::optional<From> read_from(const std::string& yaml, const std::string& profile,
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
  return std::any_cast<From>(from);
}

From good_from(const std::string& yaml, const std::string& profile = "{}") {
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

const char* const kFleet = R"(
gateway: { thing: plant7-gw, reports: { interval: 5m } }
uplink:
  mqtt: { endpoint: broker.example, certificate: gw.pem, private_key: gw.key, ca: ca.pem }
links:
  hall-a: { modbus: { tcp: "10.0.0.5:502", timeout: 500ms, max_gap: 50, outstanding: 2 } }
profiles:
  em24:
    every: 10s
    metrics:
      voltage_l1: { from: { holding: 0, as: int32, order: CDAB, scale: 0.1 }, aggregate: mean }
      energy_wh: { from: { holding: 52, as: uint32 }, aggregate: delta }
      state: { from: { holding: 300, labels: { 0: off, 1: on } } }
      door: { from: { coil: 17 } }
children:
  - { thing: "plant7-gw:meter-{unit}", profile: em24, link: hall-a, unit: "1-4,7" }
)";

}  // namespace

TEST_CASE("a link says only what differs from the defaults") {
  config::Problems problems;
  const auto link = read<LinkSettings>(protocol().link, "{ tcp: 10.0.0.5 }", problems);
  REQUIRE(link);
  CHECK(link->tcp == config::HostPort{"10.0.0.5", 502});
  CHECK(link->timeout == 500ms);
  CHECK(link->outstanding == 1);
  const auto other = read<LinkSettings>(
      protocol().link,
      "{ tcp: 'plc.local:1502', timeout: 2s, outstanding: 8, close_after_poll: true, misses: 5, max_gap: 0 }",
      problems);
  REQUIRE(other);
  CHECK(other->tcp == config::HostPort{"plc.local", 1502});
  CHECK(other->timeout == 2s);
  CHECK(other->outstanding == 8);
  CHECK(other->close_after_poll);
  CHECK(other->misses == 5);
  CHECK(other->limits().max_gap == 0);
}

TEST_CASE("a pause between requests that overlap is refused") {
  config::Problems problems;
  CHECK_FALSE(
      read<LinkSettings>(protocol().link, "{ tcp: a, outstanding: 2, pause_between: 30ms }", problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems.list()[0].code == "M009");
}

TEST_CASE("a link goes over TCP, a serial port, a serial server, or to a device that calls") {
  const auto good = [](const char* yaml) {
    config::Problems problems;
    const auto link = read<LinkSettings>(protocol().link, yaml, problems);
    for (const auto& problem : problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
    REQUIRE(link);
    return *link;
  };
  const auto serial = good("{ serial: /dev/serial/by-id/usb-FTDI_A1, baud: 19200, parity: even }");
  CHECK(serial.serial == "/dev/serial/by-id/usb-FTDI_A1");
  CHECK(serial.line == SerialLine{19200, Parity::even, 1});
  CHECK(serial.is_rtu());
  CHECK_FALSE(serial.rs485);
  const auto rs485 = good(
      "{ serial: /dev/ttyS1, stop_bits: 2, rs485: { direction: rts, rts_on_send: false, delay_after: 1ms } "
      "}");
  CHECK(rs485.rs485 == Rs485{Rs485::Direction::rts, false, {}, 1ms});
  CHECK(good("{ serial: /dev/ttyS1, rs485: {} }").rs485->direction == Rs485::Direction::kernel);
  const auto server = good("{ rtu_over_tcp: 'moxa:4001', turnaround: 40ms }");
  CHECK(server.rtu_over_tcp == config::HostPort{"moxa", 4001});
  CHECK(server.is_rtu());
  CHECK(server.turnaround == 40ms);
  const auto calls = good("{ dial_in: { listen: '10.8.0.1:5020', framing: rtu, from: 10.8.0.0/24 } }");
  CHECK(calls.dial_in->listen == config::HostPort{"10.8.0.1", 5020});
  CHECK(calls.dial_in->from == std::vector<std::string>{"10.8.0.0/24"});
  CHECK(calls.is_rtu());
  CHECK_FALSE(good("{ dial_in: { listen: '10.8.0.1:5020' } }").is_rtu());
}

TEST_CASE("keys of a serial line where there is none, and two ways at once, are refused") {
  const auto refused = [](const char* yaml) {
    config::Problems problems;
    CHECK_FALSE(read<LinkSettings>(protocol().link, yaml, problems));
    REQUIRE(problems.size() == 1);
    return problems.list()[0].code;
  };
  CHECK(refused("{ serial: /dev/ttyS1, outstanding: 2 }") == "M030");
  CHECK(refused("{ tcp: a, baud: 9600 }") == "M031");
  CHECK(refused("{ dial_in: { listen: '10.8.0.1:5020' }, parity: even }") == "M031");
  CHECK(refused("{ rtu_over_tcp: a, rs485: {} }") == "M031");
  CHECK(refused("{ dial_in: { listen: '10.8.0.1:5020', from: [meter.example] } }") == "M032");
  CHECK(refused("{ tcp: a, outstanding: 2, turnaround: 30ms }") == "M009");
  CHECK(refused("{ serial: /dev/ttyS1, baud: 10 }") == "F021");
  refused("{ tcp: a, serial: /dev/ttyS1 }");
  refused("{ timeout: 1s }");
}

TEST_CASE("a child may have a time-out of its own") {
  config::Problems problems;
  CHECK(read<UnitAddress>(protocol().child, "{ unit: 4, timeout: 2s }", problems) == UnitAddress{4, 2s});
  CHECK(read<UnitAddress>(protocol().child, "{ unit: 4 }", problems) == UnitAddress{4, std::nullopt});
}

TEST_CASE("a value is an address, and what its bits mean") {
  const From voltage = good_from("{ holding: 0, as: int32, order: CDAB, scale: 0.1 }");
  CHECK(voltage.range() == Range{Table::holding_registers, 0, 2});
  CHECK(voltage.shape().as == As::int32);
  CHECK(voltage.shape().order == Order::cdab);
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
  // SunSpec's 40000 is an address, not the notation: plain numbers stay what they are.
  CHECK(good_from("{ holding: 40069 }").range() == Range{Table::holding_registers, 40069, 1});
}

// neuron PRs 745 and 2489-2498, home-assistant/core#11299, pymodbus#1350: off by one, or by forty thousand.
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
  CHECK(code_of("{ holding: 65536 }") == "M003");
  CHECK(code_of("{ holding: 65537, base: 1 }") == "F021");
  CHECK(code_of("{ register: '465536', as: int32 }") == "M003");
  CHECK(code_of("{ register: '40053', holding: 52 }") == "F013");
}

TEST_CASE("a profile says once what holds for all its values, and a value may say otherwise") {
  const char* const profile = "{ order: CDAB, no_value: sunspec }";
  CHECK(good_from("{ holding: 1, as: int32 }", profile).shape().order == Order::cdab);
  CHECK(good_from("{ holding: 1, as: int32, order: ABCD }", profile).shape().order == Order::abcd);
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

TEST_CASE("a computed value names what it is computed from, and its faults have a column") {
  const From from =
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

TEST_CASE("every code of the adapter has a remedy, once, in order") {
  std::string last;
  for (const auto& entry : protocol().codes) {
    CHECK(entry.code > last);
    CHECK(std::string(entry.what).size() > 5);
    CHECK(std::string(entry.remedy).size() > 5);
    last = entry.code;
  }
}

TEST_CASE("labels and texts make a string-list, everything else a number") {
  CHECK(protocol().yields(good_from("{ holding: 1 }")) == MetricType::number);
  CHECK(protocol().yields(good_from("{ holding: 1, labels: { 1: on } }")) == MetricType::string_list);
  CHECK(protocol().yields(good_from("{ input: 1, as: string, length: 4 }")) == MetricType::string_list);
}

TEST_CASE("a fleet expands its units, and plan shows the requests as they will be sent") {
  const config::Protocol* const protocols[] = {&protocol()};
  const config::Loaded loaded = config::load_text(kFleet, "fleet.yaml", protocols, no_environment());
  for (const auto& problem : loaded.problems.list())
    UNSCOPED_INFO(problem.code + " " + problem.path + ": " + problem.rule);
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  REQUIRE(fleet.children.size() == 5);
  CHECK(std::any_cast<UnitAddress>(fleet.children[4].address).unit == 7);
  CHECK(fleet.profiles[0].metrics[2].type == MetricType::string_list);
  CHECK(protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[3]) ==
        std::vector<std::string>{
            "unit 4: FC1 coil 17 (1 bit) every 10s  00 01 00 00 00 06 04 01 00 11 00 01",
            "unit 4: FC3 holding 0..53 (54 registers) every 10s  00 02 00 00 00 06 04 03 00 00 00 36",
            "unit 4: FC3 holding 300 (1 register) every 10s  00 03 00 00 00 06 04 03 01 2c 00 01",
        });
  const std::vector<std::string> summary = protocol().summary(fleet, 0);
  REQUIRE(summary.size() == 2);
  CHECK(summary[0] == "5 units, 1.5 requests/s, 87 bytes/s, 2 at a time");
  CHECK_THAT(summary[1], Catch::StartsWith("keeps up while an answer takes under 1333 ms"));
}

TEST_CASE("a range of units makes one child each, each with requests of its own") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("\"1-4,7\""), 7, "1-30");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  REQUIRE(fleet.children.size() == 30);
  for (std::size_t i = 0; i < 30; ++i) {
    const std::string id = std::to_string(i + 1);
    CHECK(fleet.children[i].thing.text() == "plant7-gw:meter-" + id);
    const auto lines = protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[i]);
    REQUIRE(lines.size() == 3);
    CHECK_THAT(lines[0], Catch::StartsWith("unit " + id + ": FC1 coil 17"));
  }
}

TEST_CASE("a profile's own limits and sensitive registers shape its plan, and plan shows its formulas") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("    every: 10s"), 14,
               "    every: 10s\n    modbus: { max_gap: 0, max_registers: 10, base: 1, "
               "read_sensitive: { holding: 54 } }");
  text.replace(text.find("      door:"), 10,
               "      next: { from: { holding: 55 } }\n"
               "      sum: { from: { compute: \"a - b\", of: { a: { holding: 56 }, b: { input: 1 } } } }\n   "
               "   door:");
  text.replace(text.find("holding: 0,"), 11, "holding: 1,");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  std::vector<std::string> ranges;
  for (const std::string& line : protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[0])) {
    ranges.push_back(line.substr(0, line.find(" every")));
  }
  // The counter at 52 and 53 (51 and 52 on the wire) ends where the sensitive 54 begins.
  CHECK(ranges == std::vector<std::string>{
                      "unit 1: FC1 coil 16 (1 bit)", "unit 1: FC3 holding 0..1 (2 registers)",
                      "unit 1: FC3 holding 51..52 (2 registers)", "unit 1: FC3 holding 54..55 (2 registers)",
                      "unit 1: FC3 holding 299 (1 register)", "unit 1: FC4 input 0 (1 register)",
                      "then computes sum = a - b"});
}

TEST_CASE("a value that the link's devices cannot give in one answer is refused") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("max_gap: 50"), 11, "max_registers: 1");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.problems.list()[0].code == "M008");
  CHECK_THAT(loaded.problems.list()[0].rule, Catch::Contains("hall-a"));
}

TEST_CASE("a serial line's load is shown in its own time, and that it cannot carry more than all of it") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  const std::string link = "tcp: \"10.0.0.5:502\", timeout: 500ms, max_gap: 50, outstanding: 2";
  text.replace(text.find(link), link.size(), "serial: /dev/ttyUSB0, baud: 9600, parity: even, max_gap: 50");
  config::Loaded loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  CHECK(protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[3])[2] ==
        "unit 4: FC3 holding 300 (1 register) every 10s  04 03 01 2c 00 01 44 6a");
  // 11 bits a character: 1 bit is 14 + 7, 54 registers 121 + 7, 1 register 15 + 7 characters:
  // 0.0979 of the time for 5 units every 10 s.
  const std::vector<std::string> summary = protocol().summary(fleet, 0);
  REQUIRE(summary.size() == 2);
  CHECK(summary[0] == "5 units, 1.5 requests/s, 75 bytes/s, 1 at a time");
  CHECK_THAT(summary[1], Catch::Contains("9600 baud, 8E1") && !Catch::Contains("more than it can carry") &&
                             Catch::Contains(" busy 9.8 %"));
  text.replace(text.find("every: 10s"), 10, "every: 500ms");
  loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  REQUIRE(loaded);
  CHECK_THAT(protocol().summary(loaded.fleet, 0)[1], Catch::Contains("more than it can carry"));
}

TEST_CASE("unit 0 is refused on a serial line only: there it is a call to all") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("\"1-4,7\""), 7, "0");
  CHECK(config::load_text(text, "fleet.yaml", protocols, no_environment()));
  text.replace(text.find("tcp: "), 5, "rtu_over_tcp: ");
  text.replace(text.find(", outstanding: 2"), 16, "");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", protocols, no_environment());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.problems.list()[0].code == "M033");
}

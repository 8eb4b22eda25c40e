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

From good_from(const std::string& yaml) {
  config::Problems problems;
  const auto from = read<From>(protocol().from, yaml, problems);
  for (const auto& problem : problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(from);
  return *from;
}

std::string code_of(const std::string& yaml) {
  config::Problems problems;
  CHECK_FALSE(read<From>(protocol().from, yaml, problems));
  REQUIRE(problems.size() == 1);
  CHECK_FALSE(problems.list()[0].rule.empty());
  CHECK_FALSE(problems.list()[0].example.empty());
  CHECK(problems.list()[0].place.line == 1);
  return problems.list()[0].code;
}

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

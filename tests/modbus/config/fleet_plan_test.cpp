#include <algorithm>
#include <set>

#include "gateway/config/load/load.hpp"
#include "tests/modbus/settings_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;

namespace {

const char* const kFleet = R"(
gateway: { thing: plant7-gw, reports: { interval: 5m } }
uplink:
  mqtt: { endpoint: broker.example, certificate: gw.pem, private_key: gw.key, ca: ca.pem }
links:
  hall-a: { modbus: { tcp: "10.0.0.5:502", timeout: 500ms, max_gap: 50, max_in_flight: 2 } }
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

TEST_CASE("every code of the adapter has a remedy, once, in order") {
  std::string last;
  for (const auto& entry : protocol().codes) {
    CHECK(entry.code > last);
    CHECK(std::string(entry.what).size() > 5);
    CHECK(std::string(entry.remedy).size() > 5);
    last = entry.code;
  }
}

TEST_CASE("a fleet expands its units, and plan shows the requests as they will be sent") {
  const config::Protocol* const protocols[] = {&protocol()};
  const config::Loaded loaded = config::load_text(kFleet, "fleet.yaml", {protocols}, no_environment());
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
  const std::vector<std::string> summary = protocol().summary(fleet, 0, config::children_by_link(fleet)[0]);
  REQUIRE(summary.size() == 2);
  CHECK(summary[0] == "5 units, 1.5 requests/s, 87 bytes/s, 2 at a time");
  CHECK_THAT(summary[1], Catch::StartsWith("keeps up while an answer takes under 1333 ms"));
}

TEST_CASE("a range of units makes one child each, each with requests of its own") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("\"1-4,7\""), 7, "1-30");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
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
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  std::vector<std::string> ranges;
  for (const std::string& line : protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[0])) {
    ranges.push_back(line.substr(0, line.find(" every")));
  }
  // The counter at 52 and 53 (51 and 52 on the wire) ends before the sensitive 54.
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
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.problems.list()[0].code == "M008");
  CHECK_THAT(loaded.problems.list()[0].rule, Catch::Contains("hall-a"));
  // Each of them at once, and once for all children of the profile.
  std::set<std::string> values;
  for (const auto& problem : loaded.problems.list()) CHECK(values.insert(problem.value).second);
  CHECK(values.size() > 1);
}

TEST_CASE("a link on which anybody may call is noted") {
  const config::Protocol* const protocols[] = {&protocol()};
  const auto lines = [&](const std::string& from) {
    std::string text = kFleet;
    const std::string link = "tcp: \"10.0.0.5:502\", timeout: 500ms, max_gap: 50, max_in_flight: 2";
    text.replace(text.find(link), link.size(), "dial_in: { listen: \"[::]:5020\", from: " + from + " }");
    const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
    REQUIRE(loaded);
    std::string all;
    const auto children = config::children_by_link(loaded.fleet);
    for (const std::string& line : protocol().summary(loaded.fleet, 0, children[0])) all += line + "\n";
    return all;
  };
  for (const char* from : {"any", "0.0.0.0/0"}) {
    CHECK_THAT(lines(from),
               Catch::Contains("note: whoever reaches [::]:5020 is taken for the device (from: " +
                               std::string(from) + ")"));
  }
  CHECK_THAT(lines("10.8.0.0/24"), !Catch::Contains("note:"));
}

TEST_CASE("a speed that serial ports do not commonly have is noted, with the nearest that they have") {
  const config::Protocol* const protocols[] = {&protocol()};
  const auto lines = [&](const std::string& baud) {
    std::string text = kFleet;
    const std::string link = "tcp: \"10.0.0.5:502\", timeout: 500ms, max_gap: 50, max_in_flight: 2";
    text.replace(text.find(link), link.size(), "serial: /dev/ttyUSB0, baud: " + baud);
    const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
    REQUIRE(loaded);
    std::string all;
    for (const std::string& line :
         protocol().summary(loaded.fleet, 0, config::children_by_link(loaded.fleet)[0]))
      all += line + "\n";
    return all;
  };
  CHECK_THAT(lines("9601"), Catch::Contains("note: 9601 baud is no common speed, the nearest is 9600"));
  CHECK(lines("115200").find("note") == std::string::npos);
}

TEST_CASE("a profile that reads nothing of its units is noted, for no report of them leaves") {
  const config::Protocol* const protocols[] = {&protocol()};
  const auto noted = [&](const std::string& metrics) {
    const std::string text =
        "gateway: { thing: gw }\nuplink: [{ stdout: {} }]\nlinks: { a: { modbus: { tcp: 10.0.0.5 } } }\n"
        "profiles: { meter: { metrics: { reachable: {}" +
        metrics + " } } }\nchildren: [{ thing: m, profile: meter, link: a, unit: 1 }]\n";
    const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
    INFO(config::to_text(loaded.problems));
    REQUIRE(loaded);
    const auto lines = protocol().summary(loaded.fleet, 0, config::children_by_link(loaded.fleet)[0]);
    return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("profile meter reads nothing") != std::string::npos;
    });
  };
  CHECK(noted(""));
  CHECK(noted(", lost: { from: { traffic: timeouts } }"));
  CHECK_FALSE(noted(", power_w: { from: { holding: 0 } }"));
  CHECK_FALSE(noted(", vendor: { from: { identity: vendor } }"));
}

TEST_CASE("a serial line's load is shown in its own time, and that it cannot carry more than all of it") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  const std::string link = "tcp: \"10.0.0.5:502\", timeout: 500ms, max_gap: 50, max_in_flight: 2";
  text.replace(text.find(link), link.size(), "serial: /dev/ttyUSB0, baud: 9600, parity: even, max_gap: 50");
  config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.code + " " + problem.rule);
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  CHECK(protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[3])[2] ==
        "unit 4: FC3 holding 300 (1 register) every 10s  04 03 01 2c 00 01 44 6a");
  // 11 bits a character: 1 bit is 14 + 7, 54 registers 121 + 7, 1 register 15 + 7 characters: 0.0979 of the
  // time for 5 units every 10 s.
  const std::vector<std::string> summary = protocol().summary(fleet, 0, config::children_by_link(fleet)[0]);
  REQUIRE(summary.size() == 2);
  CHECK(summary[0] == "5 units, 1.5 requests/s, 75 bytes/s, 1 at a time");
  CHECK_THAT(summary[1], Catch::Contains("9600 baud, 8E1") && !Catch::Contains("more than it can carry") &&
                             Catch::Contains(" busy 9.8 %"));
  text.replace(text.find("every: 10s"), 10, "every: 500ms");
  loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
  REQUIRE(loaded);
  CHECK_THAT(protocol().summary(loaded.fleet, 0, config::children_by_link(loaded.fleet)[0])[1],
             Catch::Contains("more than it can carry"));
}

TEST_CASE(
    "a line's load counts the rest before another unit once a cycle of each, and none with one unit only") {
  const config::Protocol* const protocols[] = {&protocol()};
  const auto use_of = [&](const std::string& way, const std::string& units) {
    std::string text = kFleet;
    const std::string link = "tcp: \"10.0.0.5:502\", timeout: 500ms, max_gap: 50, max_in_flight: 2";
    text.replace(text.find(link), link.size(), way + ", max_gap: 50, pause_between_units: 400ms");
    text.replace(text.find("1-4,7"), 5, units);
    const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
    REQUIRE(loaded);
    return protocol().summary(loaded.fleet, 0, config::children_by_link(loaded.fleet)[0]).at(1);
  };
  // 9.8 % as above, plus 5 times 400 ms in 10 s, less the silence before a request (4 ms).
  const std::string serial = "serial: /dev/ttyUSB0, baud: 9600, parity: even";
  CHECK_THAT(use_of(serial, "1-4,7"), Catch::Contains(" busy 30 %"));
  CHECK_THAT(use_of(serial, "1"), Catch::Contains(" busy 2 %"));
  CHECK_THAT(use_of(serial + ", pause_between: 400ms", "1-4,7"), Catch::Contains(" busy 69 %"));
  // 15 requests in 10 s, 667 ms each, less 5 rests of 400 ms: 133 ms a request.
  const std::string tcp = "tcp: \"10.0.0.5:502\"";
  CHECK_THAT(use_of(tcp, "1-4,7"), Catch::Contains("under 533 ms") && Catch::Contains("23 % used"));
  CHECK_THAT(use_of(tcp, "1"), Catch::Contains("under 3333 ms") && Catch::Contains(" 0.6 % used"));
  CHECK_THAT(use_of(tcp + ", pause_between: 500ms", "1-4,7"), Catch::Contains("under 167 ms"));
}

TEST_CASE("unit 0 is refused on a serial line only: there it is a call to all") {
  const config::Protocol* const protocols[] = {&protocol()};
  std::string text = kFleet;
  text.replace(text.find("\"1-4,7\""), 7, "0");
  CHECK(config::load_text(text, "fleet.yaml", {protocols}, no_environment()));
  text.replace(text.find("tcp: "), 5, "rtu_over_tcp: ");
  text.replace(text.find(", max_in_flight: 2"), 18, "");
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.problems.list()[0].code == "M033");
}

// What `probe` and `scan` show, and that what they offer to paste is a right fleet file.
#include "adapters/modbus/commission/probe_text.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "adapters/modbus/commission/scan_text.hpp"
#include "adapters/modbus/commission/spoken.hpp"
#include "gateway/app/choose_line.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load.hpp"
#include "gateway/terminal/progress_bar.hpp"
#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace gatewarden::modbus;

namespace {

ProbedUnit unit_with(std::vector<std::uint8_t> bytes, std::vector<std::uint8_t> later = {}) {
  ProbedUnit unit;
  unit.unit = 4;
  const auto count = static_cast<std::uint16_t>(bytes.size() / 2);
  unit.blocks.push_back({{Table::holding_registers, 0, count}, std::move(bytes), std::move(later)});
  return unit;
}

std::string fleet_with(const std::string& profiles, const std::string& profile) {
  return "gateway: { thing: plant-gw }\n"
         "uplink: { stdout: {} }\n"
         "links: { line: { modbus: { tcp: \"127.0.0.1:502\" } } }\n" +
         profiles + "children:\n  - { thing: \"plant-gw:a\", profile: " + profile +
         ", link: line, unit: 4 }\n";
}

config::Loaded loaded(const std::string& text) {
  return config::load_text(text, "pasted.yaml", protocols(), config::Environment::of_process());
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, line.size());
  return widest;
}

}  // namespace

TEST_CASE("a probe shows each register, and what it may mean, within 100 columns") {
  ProbedUnit unit = unit_with({0x43, 0x66, 0x22, 0x7C, 0x08, 0xFD, 0x80, 0x00},
                              {0x43, 0x66, 0x22, 0x7C, 0x08, 0xFE, 0x80, 0x00});
  unit.refused.push_back({{Table::holding_registers, 17, 2}, "exception 2 (illegal data address)"});
  const std::string text = probe_text({unit}, 0);
  INFO(text);
  CHECK_THAT(text, Catch::Contains("unit 4, holding 0..3:"));
  CHECK_THAT(text, Catch::Contains("4366   17254"));
  CHECK_THAT(text, Catch::Contains("* float32 ABCD 230.1347, perhaps V"));
  CHECK_THAT(text, Catch::Contains("* uint16 2301 -> 2302"));
  CHECK_THAT(text, Catch::Contains("* int16 no value"));
  CHECK_THAT(text, Catch::Contains("unit 4, holding 17..18: exception 2 (illegal data address)"));
  CHECK(widest_line(text) <= kProbeColumns);
}

TEST_CASE("whatever a device holds, its table keeps its width and its profile is right") {
  std::mt19937 random(5);
  for (int i = 0; i < 60; ++i) {
    std::vector<std::uint8_t> bytes(40), later;
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random() % (i % 3 == 0 ? 256 : i % 3 == 1 ? 3 : 127));
    if (i % 5 == 0) bytes.assign(40, 0xFF);
    if (i % 7 == 0) bytes.assign(40, static_cast<std::uint8_t>("\"'#:{}"[i % 6]));
    later = bytes;
    later[7] = static_cast<std::uint8_t>(random());
    ProbedUnit unit = unit_with(bytes, later);
    unit.blocks.push_back({{Table::coils, 8, 10}, {0x55, 0x01}, {}});
    const std::string yaml = probe_yaml({unit}, 0);
    INFO(yaml);
    CHECK(widest_line(probe_text({unit}, 0)) <= kProbeColumns);
    const auto fleet = loaded(fleet_with(yaml, "unit-4"));
    INFO(config::to_text(fleet.problems));
    CHECK(fleet.problems.empty());
  }
}

TEST_CASE("who counts from 1 gets a profile that counts from 1") {
  const std::string yaml = probe_yaml({unit_with({0x08, 0xFD})}, 1);
  CHECK_THAT(yaml, Catch::Contains("modbus: { base: 1 }"));
  CHECK_THAT(yaml, Catch::Contains("holding_1: { from: { holding: 1 } }"));
  CHECK_THAT(probe_text({unit_with({0x08, 0xFD})}, 1), Catch::Contains("unit 4, holding 1:"));
  CHECK(loaded(fleet_with(yaml, "unit-4")).problems.empty());
}

TEST_CASE("the findings of a probe are a JSON document, addresses as on the wire") {
  const auto document = nlohmann::json::parse(probe_json({unit_with({0x43, 0x66, 0x22, 0x7C})}));
  CHECK(document[0]["unit"] == 4);
  CHECK(document[0]["addresses"][0]["value"] == 0x4366);
  CHECK(document[0]["addresses"][0]["decodings"][0]["as"] == "float32");
  CHECK(document[0]["addresses"][0]["decodings"][0]["best_guess"] == true);
}

TEST_CASE("the shipped SunSpec profile is the one for the models and the length of the common model") {
  using Models = std::vector<modbus::SunSpecModel>;
  CHECK(profile_for(Models{{1, 40002, 65}, {103, 40069, 50}}) == "sunspec-inverter");
  CHECK(profile_for(Models{{1, 40002, 66}, {103, 40070, 50}}) == "sunspec-inverter-66");
  CHECK(profile_for(Models{{1, 40002, 66}, {203, 40070, 105}}) == "sunspec-meter-66");
  CHECK(profile_for(Models{{1, 40002, 66}, {113, 40070, 60}}) == "sunspec-common");
  CHECK(profile_for(Models{{1, 50002, 66}, {103, 50070, 50}}).empty());
  CHECK(profile_for({}).empty());
}

TEST_CASE("a bar fits the screen and says how long it takes") {
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(12)}, 80) ==
        "[###############...............]  5/10  unit 5, 1 found, about 12 s left");
  CHECK(
      progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(200)}, 0).ends_with("about 4 min left"));
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::nullopt}, 20).size() <= 19);
  CHECK(progress_text({0, 0, "", std::nullopt}, 40).size() < 40);
}

TEST_CASE(
    "a line is chosen by address or from a fleet, and a wrong one is answered with what would be right") {
  modbus::LineWish serial;
  serial.link = "/dev/ttyUSB0";
  serial.baud = 19200;
  CHECK(choose_line(serial)->settings.line.baud == 19200);

  modbus::LineWish tcp;
  tcp.link = "10.0.0.5";
  tcp.baud = 19200;
  CHECK_THAT(choose_line(tcp).error(), Catch::Contains("rtu+tcp://10.0.0.5"));

  const std::string fleet = (test::tests_folder() / "../examples/fleets/serial-line.yaml").string();
  modbus::LineWish named;
  named.fleet = fleet;
  named.link = "cellar";
  const auto cellar = choose_line(named);
  REQUIRE(cellar);
  CHECK(cellar->settings.line.baud == 19200);
  CHECK(cellar->settings.line.parity == modbus::Parity::even);
  CHECK(cellar->gateway == "cellar-gw");
  named.link = "attic";
  CHECK_THAT(choose_line(named).error(), Catch::Contains("its Modbus links are cellar, roof, annex, well"));
  CHECK_THAT(choose_line(named).error(), Catch::Contains("leave --fleet out"));
  named.link = "well";
  CHECK_THAT(choose_line(named).error(), Catch::Contains("dials in"));
}

TEST_CASE("a command keeps its habits on an address, is more patient on a fleet's link, and obeys options") {
  using namespace std::chrono_literals;
  const modbus::LineHabits habits{600ms, 300ms, 20ms};
  modbus::LineWish wish;
  wish.link = "/dev/ttyUSB0";
  CHECK(choose_line(wish)->settings.timeout == 500ms);
  CHECK(choose_line(wish, habits)->settings.timeout == 600ms);
  CHECK(choose_line(wish, habits)->settings.pause_between == 0ms);
  wish.link = "10.0.0.5";
  CHECK(choose_line(wish, habits)->settings.timeout == 300ms);
  CHECK(choose_line(wish, habits)->settings.pause_between == 20ms);
  wish.timeout = 50ms;
  wish.pause = 1ms;
  CHECK(choose_line(wish, habits)->settings.timeout == 50ms);
  CHECK(choose_line(wish, habits)->settings.pause_between == 1ms);
  modbus::LineWish named;
  named.fleet = (test::tests_folder() / "../examples/fleets/serial-line.yaml").string();
  named.link = "cellar";
  const Duration own = choose_line(named)->settings.timeout;
  CHECK(choose_line(named, {own + 1ms, 1ms, 0ms})->settings.timeout == own + 1ms);
  CHECK(choose_line(named, {own - 1ms, 1ms, 0ms})->settings.timeout == own);
}

TEST_CASE("a line that cannot be used is said with what may help") {
  modbus::LineWish wish;
  wish.link = "/dev/ttyUSB0";
  const auto line = choose_line(wish);
  CHECK_THAT(line_error(*line, "/dev/ttyUSB0", "in use by another program"),
             Catch::Contains("running gateway"));
  CHECK_THAT(line_error(*line, "10.0.0.5:502", "closed by the other side, 5 times in a row"),
             Catch::Contains("close_after_poll"));
}

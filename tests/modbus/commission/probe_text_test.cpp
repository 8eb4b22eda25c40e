#include "adapters/modbus/commission/probe_text.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/modbus/commission/probe_json.hpp"
#include "adapters/modbus/commission/probe_yaml.hpp"
#include "tests/modbus/commission/probed_unit.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;

namespace {

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

TEST_CASE("whatever a device holds, its table keeps its width") {
  std::mt19937 random(5);
  for (unsigned i = 0; i < 60; ++i) {
    const ProbedUnit unit = odd_unit(i, random);
    CHECK(widest_line(probe_text({unit}, 0)) <= kProbeColumns);
  }
}

TEST_CASE("who counts from 1 sees addresses from 1, in the table and in the profile") {
  const ProbedUnit unit = unit_with({0x08, 0xFD});
  CHECK_THAT(probe_text({unit}, 1), Catch::Contains("unit 4, holding 1:"));
  const std::string yaml = probe_yaml({unit}, 1);
  CHECK_THAT(yaml, Catch::Contains("modbus: { base: 1 }"));
  CHECK_THAT(yaml, Catch::Contains("holding_1: { from: { holding: 1 } }"));
}

TEST_CASE("registers that hold a zero or no value are commented out in the profile, unless all do") {
  const std::string yaml = probe_yaml({unit_with({0x43, 0x66, 0x22, 0x7C, 0, 0, 0x80, 0x00})}, 0);
  INFO(yaml);
  CHECK_THAT(yaml, Catch::Contains("      holding_0: { from: { holding: 0, as: float32 } }"));
  CHECK_THAT(yaml, Catch::Contains("      # holding_2: "));
  CHECK_THAT(yaml, Catch::Contains("      # holding_3: "));
  const std::string asleep = probe_yaml({unit_with({0, 0, 0, 0})}, 0);
  CHECK_THAT(asleep, Catch::Contains("      holding_0: "));
  CHECK(asleep.find("      # ") == std::string::npos);
}

TEST_CASE("the findings of a probe are a JSON document, addresses as on the wire") {
  const auto document = nlohmann::json::parse(probe_json({unit_with({0x43, 0x66, 0x22, 0x7C})}));
  CHECK(document[0]["unit"] == 4);
  CHECK(document[0]["addresses"][0]["value"] == 0x4366);
  CHECK(document[0]["addresses"][0]["decodings"][0]["as"] == "float32");
  CHECK(document[0]["addresses"][0]["decodings"][0]["best_guess"] == true);
}

#include <catch2/catch.hpp>
#include <random>

#include "adapters/modbus/commission/probe_yaml.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load.hpp"

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

}  // namespace

TEST_CASE("whatever a device holds, its profile is right") {
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
    const auto fleet = loaded(fleet_with(yaml, "unit-4"));
    INFO(config::to_text(fleet.problems));
    CHECK(fleet.problems.empty());
  }
}

TEST_CASE("the profile of who counts from 1 is right too") {
  CHECK(loaded(fleet_with(probe_yaml({unit_with({0x08, 0xFD})}, 1), "unit-4")).problems.empty());
}

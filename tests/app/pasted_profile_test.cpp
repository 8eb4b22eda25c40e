#include <catch2/catch.hpp>

#include "adapters/modbus/commission/probe_yaml.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/modbus/commission/probed_unit.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace gatewarden::modbus;

namespace {

std::string fleet_with(const std::string& profiles, const std::string& profile) {
  return "gateway: { thing: plant-gw }\n"
         "uplink: { stdout: {} }\n"
         "links: { line: { modbus: { tcp: \"127.0.0.1:502\" } } }\n" +
         profiles + "children:\n  - { thing: \"plant-gw:a\", profile: " + profile +
         ", link: line, unit: 4 }\n";
}

config::Loaded loaded(const std::string& text) {
  return config::load_text(text, "pasted.yaml", adapters(), config::Environment::of_process());
}

}  // namespace

TEST_CASE("whatever a device holds, its profile is right") {
  std::mt19937 random(5);
  for (unsigned i = 0; i < 60; ++i) {
    const ProbedUnit unit = odd_unit(i, random);
    const std::string yaml = probe_yaml({unit}, 0);
    INFO(yaml);
    const auto fleet = loaded(fleet_with(yaml, "unit-4"));
    INFO(config::to_text(fleet.problems));
    CHECK(fleet.problems.empty());
  }
}

TEST_CASE("registers where old manuals would number others are pasted as what was read") {
  ProbedUnit unit = unit_with({0x01, 0x9A, 0x01, 0x9B});
  unit.blocks[0].range.first = 40100;
  for (const unsigned base : {0U, 1U}) {
    const std::string yaml = probe_yaml({unit}, base);
    INFO(yaml);
    const auto fleet = loaded(fleet_with(yaml, "unit-4"));
    INFO(config::to_text(fleet.problems));
    CHECK(fleet.problems.empty());
  }
}

TEST_CASE("the profile of who counts from 1 is right too") {
  CHECK(loaded(fleet_with(probe_yaml({unit_with({0x08, 0xFD})}, 1), "unit-4")).problems.empty());
}

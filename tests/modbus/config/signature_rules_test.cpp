// profiles.NAME.modbus.signature: what it takes, and what it refuses because other devices bear it as well.
#include <catch2/catch.hpp>

#include "adapters/modbus/fleet_signatures.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/modbus/settings_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using Words = std::vector<std::string>;

namespace {

std::string frequency() { return "hz: { input: 70, as: float32, valid: { from: 45, to: 65 } }"; }

config::Loaded fleet_with(const std::string& signature, const std::string& keys = "") {
  const config::Protocol* const protocols[] = {&protocol()};
  return config::load_text(
      "gateway: { thing: gw }\nuplink: { stdout: {} }\n"
      "links: { hall: { modbus: { tcp: 127.0.0.1 } } }\n"
      "profiles: { meter: { every: 10s, modbus: { " +
          keys + (signature.empty() ? "" : "signature: { " + signature + " }") +
          " }, metrics: { a: { from: { holding: 1 } } } } }\n"
          "children: [{ thing: m-1, link: hall, profile: meter, unit: 1 }]\n",
      "fleet.yaml", {protocols}, no_environment());
}

// "M045 hz.valid"
Words problems(const std::string& signature, const std::string& keys = "") {
  const std::string above = "profiles.meter.modbus.signature";
  Words told;
  const config::Loaded loaded = fleet_with(signature, keys);
  for (const config::Problem& problem : loaded.problems.list()) {
    std::string path = problem.path.substr(std::min(problem.path.size(), above.size()));
    told.push_back(problem.code + " " + (path.empty() ? path : path.substr(1)));
  }
  return told;
}

}  // namespace

TEST_CASE("a signature is read with the profile's base, order and no-values") {
  const auto loaded = fleet_with(
      "type: { register: \"40101\", as: string, length: 3, begins: [B23, B24] }, "
      "volts: { holding: 11, as: int32, scale: 0.1, valid: { from: 80, to: 300 } }",
      "base: 1, order: CDAB, no_value: sunspec, ");
  INFO(config::to_text(loaded.problems));
  REQUIRE(loaded);
  const auto signatures = signatures_of(loaded.fleet);
  REQUIRE(signatures.size() == 1);
  CHECK(signatures[0].profile == "meter");
  CHECK(signatures[0].file.empty());
  REQUIRE(signatures[0].values.size() == 2);
  const auto& [type, volts] = std::tie(signatures[0].values[0], signatures[0].values[1]);
  CHECK(type.where == Range{Table::holding_registers, 100, 3});
  CHECK(type.begins == Words{"B23", "B24"});
  CHECK(volts.name == "volts");
  CHECK(volts.where == Range{Table::holding_registers, 10, 2});
  CHECK(volts.shape.order == ByteOrder::cdab);
  CHECK(volts.shape.no_value.size() == 1);
  CHECK(volts.seen_in(std::vector<std::uint8_t>{0x08, 0xFD, 0, 0}) == "230.1");
}

TEST_CASE("each value of a signature says what it holds") {
  CHECK(problems(frequency()) == Words{});
  CHECK(problems("hz: { input: 70, as: float32 }") == Words{"M045 hz.valid"});
  CHECK(problems("name: { holding: 7, as: string, length: 4 }") == Words{"M045 name.begins"});
  CHECK(problems("hz: { holding: 7, begins: x, valid: { from: 1, to: 2 } }") == Words{"M045 hz.begins"});
  CHECK(problems("name: { holding: 7, as: string, length: 4, begins: E, valid: { from: 1, to: 2 } }") ==
        Words{"M024 name.valid"});
  // It is read alone, and words have no range.
  CHECK(problems("hz: { holding: 7, scale_from: 8, valid: { from: 45, to: 65 } }") ==
        Words{"F010 hz.scale_from"});
  CHECK(problems("mode: { holding: 7, labels: { 1: run }, begins: r }") == Words{"F010 mode.labels"});
}

TEST_CASE("a signature that any idle device bears is refused") {
  CHECK(problems("a: { holding: 7, valid: { from: 0, to: 9 } }") == Words{"M045 "});
  CHECK(problems("a: { holding: 7, valid: { from: 1, to: 65535 } }") == Words{"M045 "});
  CHECK(problems("a: { holding: 7, as: int16, valid: { from: -5, to: 5 } }") == Words{"M045 ", "M045 "});
  CHECK(problems("a: { coil: 7, valid: { from: 0, to: 0 } }") == Words{"M045 "});
  // One value is enough that they do not have.
  CHECK(problems("a: { holding: 7, valid: { from: 0, to: 9 } }, " + frequency()) == Words{});
}

TEST_CASE("a signature has four values at most, at addresses that can be read in one way") {
  CHECK(problems("a: { holding: 40053, valid: { from: 1, to: 9 } }") == Words{"M021 a.holding"});
  CHECK(problems("a: { holding: 65535, as: uint32, valid: { from: 1, to: 9 } }") == Words{"M003 a"});
  std::string five;
  for (const char* name : {"a", "b", "c", "d", "e"})
    five += std::string(five.empty() ? "" : ", ") + name + ": { holding: 7, valid: { from: 1, to: 9 } }";
  CHECK(problems(five) == Words{"F027 "});
}

TEST_CASE("a signature changes nothing of a profile for the devices that have it") {
  const auto with = fleet_with(frequency()), without = fleet_with("");
  REQUIRE(with);
  REQUIRE(without);
  CHECK(with.fleet.profiles[0].fingerprint == without.fleet.profiles[0].fingerprint);
  CHECK(with.fleet.profiles[0].counters == without.fleet.profiles[0].counters);
}

TEST_CASE("a file of profiles gives the signatures of those that are right") {
  const std::string meter = "profiles: { m: { modbus: { signature: { " + frequency() + " } } }, n: {} }";
  const auto found = signatures_in(meter, "m.yaml");
  REQUIRE(found.size() == 1);
  CHECK(found[0].profile == "m");
  CHECK(found[0].file == "m.yaml");
  CHECK(signatures_in("profiles: [", "m.yaml").empty());
  CHECK(signatures_in("links: {}", "m.yaml").empty());
  CHECK(signatures_in("profiles: { m: { modbus: { signature: { a: { holding: 1 } } } } }", "m.yaml").empty());
}

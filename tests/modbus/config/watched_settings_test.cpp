#include <catch2/catch.hpp>

#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;

namespace {

struct Read {
  config::Fleet fleet;
  std::vector<std::string> problems;  // "M041 metric"
};

// A unit whose profile has these keys and metrics.
Read read(const std::string& keys, const std::string& metrics) {
  test::TemporaryFolder folder;
  const std::string file = folder.write("fleet.yaml", R"(
gateway: { thing: gw }
uplink: { stdout: {} }
links: { hall: { modbus: { tcp: 127.0.0.1 } } }
profiles: { meter: { every: 10s, modbus: { )" + keys + R"( }, metrics: { )" +
                                                          metrics + R"( } } }
children: [{ thing: m-1, link: hall, profile: meter, unit: 1 }]
)");
  const config::Protocol* protocols[] = {&modbus::protocol()};
  const config::Environment nothing([](const std::string&) { return std::nullopt; });
  auto loaded = config::load(file, {protocols}, nothing);
  Read read{std::move(loaded.fleet), {}};
  for (const auto& problem : loaded.problems.list()) {
    UNSCOPED_INFO(problem.code + " " + problem.path + " " + problem.rule);
    read.problems.push_back(problem.code + " " + problem.path);
  }
  return read;
}

}  // namespace

using Problems = std::vector<std::string>;

TEST_CASE("a value may be read less often than its profile, and not more often") {
  CHECK(read("", "a: { from: { holding: 1 } }, b: { from: { holding: 2, every: 1h } }").problems.empty());
  CHECK(read("", "a: { from: { holding: 1, every: 1s } }").problems ==
        Problems{"M040 profiles.meter.metrics.a.from.every"});
}

TEST_CASE("what is counted here adds up in a report, and has no other meaning") {
  const Read good = read("",
                         "t: { from: { traffic: timeouts } }, r: { from: { traffic: round_trip_ms } }, m: { "
                         "from: { traffic: round_trip_ms }, aggregate: max }");
  REQUIRE(good.problems.empty());
  const auto& metrics = good.fleet.profiles[0].metrics;
  CHECK(metrics[0].aggregate == Aggregate::sum);
  CHECK(metrics[1].aggregate == Aggregate::mean);
  CHECK(metrics[2].aggregate == Aggregate::max);
  CHECK(read("", "t: { from: { traffic: timeouts }, aggregate: delta }").problems ==
        Problems{"F042 profiles.meter.metrics.t.aggregate"});
  CHECK(read("", "t: { from: { traffic: timeouts, scale: 0.1 } }").problems ==
        Problems{"M041 profiles.meter.metrics.t.from.scale"});
}

TEST_CASE("what is exchanged with a unit does not pass for all the traffic of the device") {
  CHECK(read("", "bytes_in: { from: { traffic: wire_bytes_in } }").problems ==
        Problems{"M043 profiles.meter.metrics.bytes_in.from"});
}

TEST_CASE("what a profile makes of a value is told with whatever else is wrong with it") {
  const auto problems = [](const std::string& from, const std::string& metric = "a") {
    auto told = read("", metric + ": { from: { " + from + " } }").problems;
    for (std::string& each : told) each.replace(5, std::string("profiles.meter.metrics.").size(), "");
    return told;
  };
  CHECK(problems("holding: 65535, as: uint32, scale: x") == Problems{"M003 a.from", "F022 a.from.scale"});
  CHECK(problems("holding: 40053, bit: x") == Problems{"M021 a.from.holding", "F021 a.from.bit"});
  CHECK(problems("holding: 1, every: 1s, scale: x") == Problems{"M040 a.from.every", "F022 a.from.scale"});
  CHECK(problems("traffic: wire_bytes_in, every: 1", "bytes_in") ==
        Problems{"M043 bytes_in.from", "M041 bytes_in.from.every", "F020 bytes_in.from.every"});
  // By keys that are misspelt themselves, and at the place of the whole.
  CHECK(problems("holdng: 40053, evry: 1s") ==
        Problems{"M021 a.from", "M040 a.from", "F010 a.from.holdng", "F010 a.from.evry"});
  // And nothing that only follows: of an address that is not known, or counted from nobody knows what.
  CHECK(problems("scale_from: 40085") == Problems{"F013 a.from"});
  CHECK(problems("holding: 40053, base: 2") == Problems{"F024 a.from.base"});
  CHECK(problems("holding: 0, base: 2") == Problems{"F024 a.from.base"});
  CHECK(problems("register: \"90001\", scale_from: 40085") == Problems{"M021 a.from.register"});
}

TEST_CASE("who a device is and how it is set are metrics by name, and their changes add up") {
  const Read good =
      read("identity: { every: 30m, by: sunspec }, settings: { holding: \"100-120\", every: 5m }",
           "v: { from: { identity: vendor } }, c: { from: { identity: changes } }, s: { from: { "
           "settings: changes } }, f: { from: { settings: fingerprint } }");
  REQUIRE(good.problems.empty());
  const auto& metrics = good.fleet.profiles[0].metrics;
  CHECK(metrics[0].type == MetricType::string_list);
  CHECK(metrics[1].aggregate == Aggregate::sum);
  CHECK(metrics[2].aggregate == Aggregate::sum);
  CHECK(metrics[3].type == MetricType::string_list);
  CHECK(read("", "s: { from: { settings: changes } }").problems ==
        Problems{"M042 profiles.meter.metrics.s.from"});
  CHECK(read("settings: { every: 5m }", "a: { from: { holding: 1 } }").problems ==
        Problems{"M042 profiles.meter.modbus.settings"});
  CHECK(read("settings: { holding: \"0-9999\" }", "a: { from: { holding: 1 } }").problems ==
        Problems{"M042 profiles.meter.modbus.settings"});
  CHECK(read("identity: { registers: { colour: { holding: 4 } } }", "a: { from: { holding: 1 } }").problems ==
        Problems{"M044 profiles.meter.modbus.identity.registers.colour"});
  CHECK(read("base: 1, identity: { registers: { serial: { holding: 0 } } }", "a: { from: { holding: 1 } }")
            .problems == Problems{"M021 profiles.meter.modbus.identity.registers.serial.holding"});
}

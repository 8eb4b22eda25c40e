// A state directory of version 0.1 loses no id, baseline, learned device, identity or setting, whatever
// the fleet file's spelling.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "adapters/modbus/identity/inspection.hpp"
#include "adapters/modbus/link_load.hpp"
#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "tests/app/stored_state_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const StateOfEarlier kState{"state_of_0.1", WallTime(1'795'700'975s)};

void check_counters(Restarted& now) {
  CHECK(now.growth("plant-gw:meter-1", "energy_wh", Number::natural(1212 + 8)) == 8.0);
  // It wraps, which the readings after it prove.
  for (const std::uint64_t reads : {12u, 1212u, 2412u}) {
    CHECK_FALSE(now.growth("plant-gw:meter-2", "pulses", Number::natural(reads)));
    now.clock.advance(5s);
  }
  CHECK(now.growth("plant-gw:meter-2", "pulses", Number::natural(3612)) == 3612.0 + 65536 - 60579);
  CHECK(now.growth("plant-gw:meter-3", "exported_wh", Number::natural(1099511628987 + 100)));
  CHECK(now.growth("plant-gw:breaker-4", "trips", Number::natural(60609 + 1)) == 1.0);
  CHECK(now.growth("plant-gw:press-7", "strokes", Number::integer(200 + 5)) == 5.0);
  CHECK(now.growth("plant-gw:press-9", "strokes", Number::integer(210 + 3)) == 3.0);  // learned
}

// The same fleet: defaults written out, other units and notations, another order.
std::string spelled_otherwise() {
  std::string text = kState.fleet_text();
  text = replaced(text, "{ holding: 0, as: uint32 }, aggregate: delta",
                  "{ as: \"uint32\", order: ABCD, holding: 0x0, scale: 1, offset: 0 }, counter_bits: 32, "
                  "aggregate: delta, type: number");
  text = replaced(text, "{ from: { holding: 2, as: uint16 }, aggregate: delta, counter_bits: 16 }",
                  "{ counter_bits: 16, aggregate: 'delta', from: { holding: 2 } }");
  text = replaced(text, "every: 1s\n    modbus:\n",
                  "every: 1000ms\n    modbus:\n      base: 0\n      order: ABCD\n");
  text = replaced(text, "unit: 1-3", "unit: [1, 2, 3]");
  text = replaced(text, "{ from: { json: /strokes }, aggregate: delta }",
                  "{ aggregate: delta, counter_bits: 64, from: { json: \"/strokes\" } }");
  text = replaced(text, "topic: sensors/press-7/telemetry", "topic: \"sensors/press-7/telemetry\"");
  return text;
}

}  // namespace

TEST_CASE("the state of 0.1: ids go on above those that were used") {
  Restarted now(kState, load_fleet(kState.fleet_text()));
  CHECK_FALSE(now.store->lost_ids());
  CHECK(now.stored.report_id_ceiling == 1795701043);
  CHECK_FALSE(now.stored.unclean_shutdown);
  CHECK(now.stored.things.size() == 9);
  for (const auto& [thing, record] : now.stored.things) {
    CAPTURE(thing);
    REQUIRE(record.last_report_id > 1'795'700'900);
    CHECK(now.ids.last(now.device(thing)) == record.last_report_id);
    CHECK(now.batcher.schedule().last_sent(now.device(thing)) ==
          now.clock.now() - (kState.found - record.last_sent));
  }
}

TEST_CASE("the state of 0.1: counters go on from the reports that left") {
  Restarted now(kState, load_fleet(kState.fleet_text()));
  check_counters(now);
}

TEST_CASE("a counter stored by its meaning goes on however the fleet file spells it") {
  Restarted before(kState, load_fleet(kState.fleet_text())), now(kState, load_fleet(spelled_otherwise()));
  for (const char* thing : {"plant-gw:meter-1", "plant-gw:meter-3", "plant-gw:press-7", "plant-gw:press-8"}) {
    CAPTURE(thing);
    CHECK(before.source(thing) == now.source(thing));
  }
}

TEST_CASE("a counter that is read from elsewhere begins anew") {
  const auto changed = [](const char* was, const char* is) { return replaced(kState.fleet_text(), was, is); };
  std::string text;
  SECTION("another register") { text = changed("{ holding: 0, as: uint32 }", "{ holding: 8, as: uint32 }"); }
  SECTION("another order of bytes") {
    text = changed("    modbus:\n      settings", "    modbus:\n      order: CDAB\n      settings");
  }
  SECTION("another scale") { text = changed("as: uint32 }", "as: uint32, scale: 10 }"); }
  SECTION("another unit") {
    text = changed("\"plant-gw:meter-{unit}\", profile: meter, link: hall-a, unit: 1-3",
                   "\"plant-gw:meter-{id}\", ids: [1, 2, 3], profile: meter, link: hall-a, unit: \"1{id}\"");
  }
  SECTION("another link") {
    text = replaced(changed("  hall-a:\n", "  hall-b:\n"), "profile: meter, link: hall-a",
                    "profile: meter, link: hall-b");
    text = replaced(text, "profile: breaker, link: hall-a", "profile: breaker, link: hall-b");
  }
  Restarted before(kState, load_fleet(kState.fleet_text())), now(kState, load_fleet(text));
  CHECK(before.source("plant-gw:meter-1") != now.source("plant-gw:meter-1"));
  CHECK_FALSE(now.growth("plant-gw:meter-1", "energy_wh", Number::natural(1220)));
}

TEST_CASE("the state of 0.1: learned devices are there before they speak") {
  Restarted now(kState, load_fleet(kState.fleet_text()));
  for (const char* identity : {"press-8", "press-9"}) {
    const DeviceId device = now.device(std::string("plant-gw:") + identity);
    const auto told = now.learner.learn("site", identity);
    REQUIRE(told);
    CHECK(told->device == device);
  }
}

TEST_CASE("the state of 0.1: who the units said they are is remembered") {
  const auto fleet = load_fleet(kState.fleet_text());
  Restarted now(kState, fleet);
  boost::asio::io_context io;
  modbus::ModbusMaster master(now.clock, io, &now.memory);
  const auto link = master.link("hall-a", fleet.links.at(0).settings, now.reports);
  link->assign(now.population.assignments(fleet, config::children_by_link(fleet).at(0)));
  CHECK_THAT(link->device(now.device("plant-gw:meter-2")).identity,
             Catch::Contains("ACME") && Catch::Contains("1.2"));
  CHECK_THAT(link->device(now.device("plant-gw:breaker-5")).identity, Catch::Contains("FW 2.5.9"));
}

namespace {

// What the gateway concludes when a unit's settings read so: `a` in holding 10, `b` in holding 11.
modbus::Inspection::Conclusion settings_read(const config::Fleet& fleet, Restarted& now, std::uint8_t a,
                                             std::uint8_t b) {
  const auto& link = std::any_cast<const modbus::LinkSettings&>(fleet.links.at(0).settings);
  const auto plan = modbus::plan_for(fleet.profiles.at(0), link).inspection;
  const DeviceId meter = now.device("plant-gw:meter-2");
  modbus::Inspection inspection(plan, "hall-a unit 2", now.memory.recall("plant-gw:meter-2"));
  const std::array<std::uint8_t, 4> registers{0, a, 0, b};
  const modbus::Response answer{modbus::Response::Kind::values, 0, registers, ""};
  modbus::Inspection::Conclusion conclusion;
  while (inspection.begin(now.clock.now(), 0s)) {
    const bool is_settings =
        inspection.asking() == modbus::Request(modbus::Range{modbus::Table::holding_registers, 10, 2});
    conclusion = inspection.heard(is_settings ? std::optional(answer) : std::nullopt,
                                  now.registry.first_point(meter), now.reports, now.clock.now());
  }
  return conclusion;
}

}  // namespace

TEST_CASE("the state of 0.1: how the units were set is remembered, so that another setting is noticed") {
  const auto fleet = load_fleet(kState.fleet_text());
  Restarted now(kState, fleet);
  const auto changes = [&] { return now.reported(now.device("plant-gw:meter-2"), "settings_changes"); };
  CHECK_FALSE(settings_read(fleet, now, 17, 18).change);
  CHECK(changes() == 0.0);
  const auto other = settings_read(fleet, now, 17, 19);
  REQUIRE(other.change);
  CHECK(other.change->was == "1dbf95bf6692d608");
  CHECK(changes() == 1.0);
}

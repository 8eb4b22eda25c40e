// A state directory of version 0.1 loses no id, baseline, learned device or identity, whatever
// the fleet file's spelling.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "adapters/modbus/poll/modbus_master.hpp"
#include "gateway/app/children/population.hpp"
#include "gateway/app/children/stored_device_memory.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load.hpp"
#include "gateway/store/store.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

// Half a minute after that gateway's stop.
constexpr WallTime kNow{1'795'700'975s};

std::filesystem::path folder() { return test::tests_folder() / "store/state_of_0.1"; }

std::string fleet_text() {
  std::ifstream file(folder() / "fleet.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

config::Fleet load(const std::string& text) {
  auto loaded = config::load_text(text, "fleet.yaml", protocols(), config::Environment::of_process());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.rule);
  REQUIRE(loaded);
  return std::move(loaded.fleet);
}

struct Restarted {
  explicit Restarted(const config::Fleet& fleet)
      : store(open(files / "state.db")),
        stored(store->load()),
        reports(registry, 300s, 1),
        ids(stored.report_id_ceiling),
        batcher(registry, reports, [this](DeviceId device) { return ids.next(device, clock.wall()); },
                {Format::json, KeyNames::long_names, {}}),
        remembered(stored, {clock.now(), kNow}, 300s),
        learned(stored.learned),
        population({registry, reports, batcher, ids, clock, remembered, learned, [](const LearnedChild&) {}}),
        memory(*store, stored.device_memory) {
    clock.set_wall(kNow);
    population.apply(fleet, {});
  }
  static std::unique_ptr<Store> open(const std::string& copy) {
    std::filesystem::copy_file(folder() / "state.db", copy);
    StoreSettings settings;
    settings.post = [](const std::function<void()>&) {};
    settings.opened = kNow;
    auto store = Store::open(copy, std::move(settings));
    REQUIRE(store);
    return std::move(*store);
  }
  DeviceId device(const std::string& thing) const {
    CAPTURE(thing);
    const auto found = registry.find(thing);
    REQUIRE(found);
    return *found;
  }
  // The growth in the next report if the metric reads this now.
  std::optional<double> growth(const std::string& thing, const std::string& metric, Number reads) {
    const DeviceId child = device(thing);
    const auto& metrics = registry.child(child).profile->metrics;
    for (std::uint32_t i = 0; i < metrics.size(); ++i) {
      if (metrics[i].name == metric) reports.accept(registry.first_point(child) + i, reads, clock.now());
    }
    Report report;
    reports.close(child, clock.now(), report);
    for (const auto& each : report.custom) {
      if (each.name == metric) return std::get<Number>(each.value).as_double();
    }
    return std::nullopt;
  }

  test::TemporaryFolder files;
  ManualClock clock;
  std::unique_ptr<Store> store;
  StoredState stored;
  Registry registry;
  OpenReports reports;
  ReportIds ids;
  Batcher batcher;
  RememberedChildren remembered;
  LearnedChildren learned;
  Population population;
  StoredDeviceMemory memory;
};

void check_counters(Restarted& now) {
  CHECK(now.growth("plant-gw:meter-1", "energy_wh", Number::natural(1212 + 8)) == 8.0);
  CHECK(now.growth("plant-gw:meter-2", "pulses", Number::natural(12)) == 12.0 + 65536 - 60579);  // it wraps
  CHECK(now.growth("plant-gw:meter-3", "exported_wh", Number::natural(1099511628987 + 100)));
  CHECK(now.growth("plant-gw:breaker-4", "trips", Number::natural(60609 + 1)) == 1.0);
  CHECK(now.growth("plant-gw:press-7", "strokes", Number::integer(200 + 5)) == 5.0);
  CHECK(now.growth("plant-gw:press-9", "strokes", Number::integer(210 + 3)) == 3.0);  // learned
}

std::string replaced(std::string text, const std::string& was, const std::string& is) {
  const auto at = text.find(was);
  INFO(was);
  REQUIRE(at != std::string::npos);
  return text.replace(at, was.size(), is);
}

// The same fleet: defaults written out, other units and notations, another order.
std::string spelled_otherwise() {
  std::string text = fleet_text();
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
  Restarted now(load(fleet_text()));
  CHECK_FALSE(now.store->lost_ids());
  CHECK(now.stored.report_id_ceiling == 1795701043);
  CHECK_FALSE(now.stored.unclean_shutdown);
  CHECK(now.stored.things.size() == 9);
  for (const auto& [thing, record] : now.stored.things) {
    CAPTURE(thing);
    REQUIRE(record.last_report_id > 1'795'700'900);
    CHECK(now.ids.last(now.device(thing)) == record.last_report_id);
    CHECK(now.batcher.schedule().last_sent(now.device(thing)) == now.clock.now() - (kNow - record.last_sent));
  }
}

TEST_CASE("the state of 0.1: counters go on from the reports that left") {
  Restarted now(load(fleet_text()));
  check_counters(now);
}

TEST_CASE("a counter stored by its meaning goes on however the fleet file spells it") {
  Restarted before(load(fleet_text())), now(load(spelled_otherwise()));
  for (const char* thing : {"plant-gw:meter-1", "plant-gw:meter-3", "plant-gw:press-7", "plant-gw:press-8"}) {
    CAPTURE(thing);
    CHECK(before.population.counter_source(before.device(thing)) ==
          now.population.counter_source(now.device(thing)));
  }
}

TEST_CASE("a counter that is read from elsewhere begins anew") {
  const auto changed = [](const char* was, const char* is) { return replaced(fleet_text(), was, is); };
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
  Restarted before(load(fleet_text())), now(load(text));
  CHECK(before.population.counter_source(before.device("plant-gw:meter-1")) !=
        now.population.counter_source(now.device("plant-gw:meter-1")));
  CHECK_FALSE(now.growth("plant-gw:meter-1", "energy_wh", Number::natural(1220)));
}

TEST_CASE("the state of 0.1: learned devices are there before they speak") {
  Restarted now(load(fleet_text()));
  for (const char* identity : {"press-8", "press-9"}) {
    const DeviceId device = now.device(std::string("plant-gw:") + identity);
    const auto told = now.population.learn("site", identity);
    REQUIRE(told);
    CHECK(told->device == device);
  }
}

TEST_CASE("the state of 0.1: who the units said they are is remembered") {
  const auto fleet = load(fleet_text());
  Restarted now(fleet);
  boost::asio::io_context io;
  modbus::ModbusMaster master(now.clock, io, &now.memory);
  const auto link = master.link("hall-a", fleet.links.at(0).settings, now.reports);
  link->assign(now.population.assignments(fleet, 0));
  CHECK_THAT(link->device(now.device("plant-gw:meter-2")).identity,
             Catch::Contains("ACME") && Catch::Contains("1.2"));
  CHECK_THAT(link->device(now.device("plant-gw:breaker-5")).identity, Catch::Contains("FW 2.5.9"));
}

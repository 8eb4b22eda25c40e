#include <catch2/catch.hpp>

#include "gateway/capacity/fleet_summary_text.hpp"
#include "tests/config/small_fleet.hpp"

namespace gatewarden::capacity {
namespace {

using Catch::Matchers::Contains;
using config::small::kStart;
using config::small::load_fleet;

MetricSpec list(const char* name, MetricType type) {
  MetricSpec made;
  made.name = name;
  made.type = type;
  made.max_items = 50;
  return made;
}

FleetSummary summary_of(const config::Loaded& loaded, PayloadRoom room) {
  Measured measured;
  measured.room = room;
  measured.host_metrics = {list("connections", MetricType::connections), list("tcp", MetricType::ports),
                           list("udp", MetricType::ports)};
  return summarize(loaded, config::small::both(), measured);
}

}  // namespace

TEST_CASE("the largest report is held against what the connection takes, the gateway's own included") {
  const config::Loaded loaded = load_fleet(kStart);
  PayloadRoom lite;
  lite.payload = 7'000;
  lite.beside_thing = 38;
  const FleetSummary summary = summary_of(loaded, lite);
  const Usage& largest = summary.usages.back();
  CHECK(largest.limit == 7'000);
  CHECK(largest.used > 7'000);
  CHECK_THAT(largest.arithmetic, Contains("the gateway's own report"));
  CHECK_THAT(summary.notes.back(), Contains("the gateway's own report can be too long") &&
                                       Contains("shortened") && !Contains("interval"));
  CHECK(summary_of(loaded, {}).usages.back().fits());
  CHECK(summary_of(loaded, {}).usages.back().limit == 128'000);
}

TEST_CASE("topic and packet count where the way counts them") {
  const config::Loaded loaded = load_fleet(kStart);
  PayloadRoom broker;
  broker.packet = 5'000;
  broker.beside_thing = 38;
  const Usage largest = summary_of(loaded, broker).usages.back();
  CHECK(largest.limit == 5'000 - 10 - 38 - static_cast<double>(loaded.fleet.gateway.thing.size()));
}

TEST_CASE("a report that is too long without any list is refused, and the note says so") {
  const config::Loaded loaded = load_fleet(kStart);
  PayloadRoom narrow;
  narrow.payload = 90;
  CHECK_THAT(summary_of(loaded, narrow).notes.back(), Contains("refused"));
}

}  // namespace gatewarden::capacity

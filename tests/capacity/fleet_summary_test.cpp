#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/capacity/fleet_summary_text.hpp"
#include "tests/config/small_fleet.hpp"

namespace gatewarden::capacity {
namespace {

using config::small::kStart;
using config::small::load_fleet;

TEST_CASE("the summary shows its arithmetic and says when a connection carries no more") {
  config::Loaded loaded = load_fleet(
      kStart +
      "children: [ { thing: \"press-{id}\", profile: press, link: site, topic: \"s/{id}/t\", ids: 1-299 } ]");
  REQUIRE(loaded);
  FleetSummary summary = summarize(loaded, config::small::both());
  REQUIRE(summary.usages.size() == 4);
  CHECK(summary.usages[0].used == Approx(2.0));  // 300 reports and as many answers in 300 s
  CHECK(summary.usages[0].arithmetic ==
        "(299 children + the gateway) / 300 s x 2 (report, answer); shortest interval: 300 s with answers: "
        "all, 300 s without");
  CHECK(summary.usages[2].used == 2);
  CHECK(summary.subscriptions.front() == "$aws/things/+/defender/metrics/json/accepted");
  CHECK(summary.custom_metrics.size() == 3);
  const std::size_t notes = summary.notes.size();

  loaded.fleet.gateway.reports.interval = std::chrono::seconds(3);
  summary = summarize(loaded, config::small::both());
  CHECK_FALSE(summary.usages[0].fits());
  CHECK(summary.notes.size() > notes);
  CHECK(to_text(summary).find("TOO MUCH") != std::string::npos);
}

TEST_CASE("the summary as JSON has what its text has") {
  const config::Loaded loaded = load_fleet(kStart);
  const nlohmann::json all = to_json(summarize(loaded, config::small::both()));
  CHECK(all["links"][0]["lines"][0] == "1 request a cycle");
  CHECK(all["connection"].size() == 4);
  CHECK(all["custom_metrics"][0]["name"] == "power_w");
}

}  // namespace
}  // namespace gatewarden::capacity

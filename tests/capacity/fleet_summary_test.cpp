#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/capacity/shared_places.hpp"
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
  CHECK(to_text(summary).find(" 2 of 95 ") != std::string::npos);
  CHECK(summary.subscriptions.front() == "$aws/things/+/defender/metrics/json/accepted");
  CHECK(summary.custom_metrics.size() == 3);
  const std::size_t notes = summary.notes.size();

  loaded.fleet.gateway.reports.interval = std::chrono::seconds(3);
  summary = summarize(loaded, config::small::both());
  CHECK_FALSE(summary.usages[0].fits());
  CHECK(summary.notes.size() > notes);
  CHECK(to_text(summary).find("TOO MUCH") != std::string::npos);
}

TEST_CASE("children on one topic or one unit are named, the first few places of them") {
  std::string children = "children:\n";
  for (const char* id : {"a", "b", "c"})
    children += "  - { thing: " + std::string(id) + ", profile: press, link: site, topic: s/same }\n";
  const auto notes = [&](const std::string& more) {
    const config::Loaded loaded = load_fleet(kStart + children + more);
    REQUIRE(loaded);
    return shared_places(loaded.fleet, config::small::both());
  };
  CHECK(
      notes("  - { thing: d, profile: press, link: site, topic: s/other }\n") ==
      std::vector<std::string>{
          "topic s/same of link site has 3 children, a, b and 1 more: is it one device under several names?"});
  std::string more;
  for (int i = 0; i < 12; ++i)
    more += "  - { thing: m" + std::to_string(i) + ", profile: press, link: site, topic: s/" +
            std::to_string(i / 2) + " }\n";
  const auto many = notes(more);
  REQUIRE(many.size() == 6);
  CHECK(many[0] == "topic s/0 of link site has 2 children, m0 and m1: is it one device under several names?");
  CHECK(many[5] == "2 more places with several children");
  const config::Loaded loaded = load_fleet(kStart + children);
  const auto shown = summarize(loaded, config::small::both()).notes;
  CHECK(std::find(shown.begin(), shown.end(), notes("").front()) != shown.end());
}

TEST_CASE("what has no place on its link shares none") {
  const config::Loaded loaded =
      load_fleet(kStart +
                 "children:\n  - { thing: a, profile: press, link: site, topic: s }\n"
                 "  - { thing: b, profile: press, link: site, topic: s }\n");
  REQUIRE(loaded);
  CHECK(shared_places(loaded.fleet, config::small::both()).size() == 1);
  config::Protocol nowhere = config::small::mqtt();
  nowhere.place = nullptr;
  const config::Protocol* const protocols[] = {&config::small::modbus(), &nowhere};
  CHECK(shared_places(loaded.fleet, protocols).empty());
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

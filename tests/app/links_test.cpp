#include "gateway/app/links.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "adapters/host/host_metrics.hpp"
#include "gateway/base/log.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const std::string kProfiles = R"(
profiles:
  meter: { metrics: { power_w: { from: { holding: 0 } } } }
  press: { metrics: { temperature: { from: { json: /temp } } } }
)";

config::Fleet fleet(const std::string& links, const std::string& children, bool host = true) {
  const std::string text = "gateway: { thing: gw, host: { enabled: " + std::string(host ? "true" : "false") +
                           ", every: 30s } }\nuplink: [{ stdout: {} }]\nlinks: " + links + kProfiles +
                           "children: " + children + "\n";
  auto loaded = config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.rule);
  REQUIRE(loaded);
  return std::move(loaded.fleet);
}

const std::string kHallA = "hall-a: { modbus: { tcp: \"192.0.2.1:502\" } }";
const std::string kSite = "site: { mqtt: { broker: \"mqtt://192.0.2.2\" } }";
const std::string kMeter = "{ thing: meter-1, profile: meter, link: hall-a, unit: 1 }";
const std::string kPress = "{ thing: press-1, profile: press, link: site, topic: press/1 }";

// Nothing connects: the loop does not run.
struct Running {
  Running()
      : reports(registry, 300s, 1),
        batcher(registry, reports, [this](DeviceId device) { return ids.next(device, clock.wall()); }, {}),
        remembered({}, {clock.now(), clock.wall()}, 300s),
        learned({}),
        population({registry, reports, batcher, ids, clock, remembered, learned, [](const LearnedChild&) {}}),
        links(
            {io, clock, reports, population, memory}, [] { return std::optional(1.0); }, 1) {
    log::set_level(log::Level::off);
  }
  void apply(const config::Fleet& wanted) {
    population.apply(wanted, host::host_metrics({"gatewarden"}));
    links.apply(wanted, population);
  }
  struct NoMemory final : DeviceMemory {
    std::string recall(const std::string&) const override { return {}; }
    void remember(const std::string&, std::string) override {}
  };

  boost::asio::io_context io;
  ManualClock clock;
  NoMemory memory;
  Registry registry;
  OpenReports reports;
  ReportIds ids{0};
  Batcher batcher;
  RememberedChildren remembered;
  LearnedChildren learned;
  Population population;
  Links links;
};

}  // namespace

TEST_CASE("each link speaks its protocol and serves its own children") {
  Running running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  REQUIRE(running.links.all().size() == 3);  // with the gateway's own
  REQUIRE(running.links.find("hall-a"));
  CHECK(running.links.find("hall-a")->snapshot().protocol == "modbus");
  CHECK(running.links.find("hall-a")->snapshot().devices == 1);
  REQUIRE(running.links.find("site"));
  CHECK(running.links.find("site")->snapshot().protocol == "mqtt");
  CHECK(running.links.find("site")->snapshot().devices == 1);
  CHECK(running.links.find("nowhere") == nullptr);
}

TEST_CASE("a reload keeps a link whose settings did not change, with other children if need be") {
  Running running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  const Link* hall = running.links.find("hall-a");
  const Link* host = running.links.find(kHostLink);
  // The same settings in another spelling, with a default written out; and another broker.
  running.apply(
      fleet("{ hall-a: { modbus: { timeout: 0.5s, tcp: 192.0.2.1 } }, site: { mqtt: { broker: "
            "\"mqtt://192.0.2.3\" } } }",
            "[" + kPress + "]"));
  CHECK(running.links.find("hall-a") == hall);
  CHECK(hall->snapshot().devices == 0);
  CHECK(running.links.find("site")->snapshot().endpoint == "mqtt://192.0.2.3:1883");
  CHECK(running.links.find(kHostLink) == host);
}

TEST_CASE("a link that left the fleet file is stopped and gone") {
  Running running;
  running.apply(fleet("{ " + kHallA + ", " + kSite + " }", "[" + kMeter + ", " + kPress + "]"));
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  CHECK(running.links.find("hall-a") == nullptr);
  CHECK(running.links.all().size() == 2);
}

TEST_CASE("the gateway reads its own machine while the fleet file wants it to") {
  Running running;
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]"));
  REQUIRE(running.links.find(kHostLink));
  CHECK(running.links.find(kHostLink)->snapshot().state == LinkState::connected);
  const DeviceId gateway = *running.registry.find("gw");
  CHECK(running.reports.activity(gateway).samples > 0);
  running.apply(fleet("{ " + kSite + " }", "[" + kPress + "]", false));
  CHECK(running.links.find(kHostLink) == nullptr);
}

TEST_CASE("stopped links take nothing in") {
  Running running;
  running.apply(fleet("{ " + kHallA + " }", "[" + kMeter + "]"));
  running.links.stop();
  for (const auto& [name, link] : running.links.all()) {
    CAPTURE(name);
    CHECK(link->snapshot().state == LinkState::stopped);
  }
}

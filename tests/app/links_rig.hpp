// Links and the children they serve, made from a fleet file. Nothing connects: the loop does not run.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>

#include "gateway/app/reload/fleet_change.hpp"
#include "gateway/base/log.hpp"
#include "tests/app/population_rig.hpp"

namespace gatewarden::app {

using namespace std::chrono_literals;

inline const std::string kProfiles = R"(
profiles:
  meter: { metrics: { power_w: { from: { holding: 0 } } } }
  counted: { every: 1s, metrics: { power_w: { from: { holding: 0 } }, timeouts: { from: { traffic: timeouts } } } }
  press: { metrics: { temperature: { from: { json: /temp } } } }
)";

inline config::Fleet fleet(const std::string& links, const std::string& children, bool host = true) {
  const std::string text =
      "gateway: { thing: gw, host: { enabled: " + std::string(host ? "true" : "false") +
      ", every: 30s, metrics: [gatewarden] } }\nuplink: [{ stdout: {} }]\nlinks: " + links + kProfiles +
      "children: " + children + "\n";
  return load_fleet(text);
}

inline const std::string kHallA = "hall-a: { modbus: { tcp: \"192.0.2.1:502\" } }";
inline const std::string kSite = "site: { mqtt: { broker: \"mqtt://192.0.2.2\" } }";
inline const std::string kMeter = "{ thing: meter-1, profile: meter, link: hall-a, unit: 1 }";
inline const std::string kPress = "{ thing: press-1, profile: press, link: site, topic: press/1 }";

struct LinksRig : PopulationRig {
  LinksRig()
      : links(
            {io, clock, reports, learner, memory}, [] { return std::optional(1.0); }, 1) {
    log::set_level(log::Level::off);
    batcher.set({.rules = {.interval = 300s, .floor = 0s}}, clock.now());
  }
  void apply(config::Fleet wanted) {
    FleetChange change(wanted, {}, population, links, [](std::span<const DeviceId>) {});
    while (!change.go_on()) continue;
  }
  struct NoMemory final : DeviceMemory {
    std::string recall(const std::string&) const override { return {}; }
    void remember(const std::string&, std::string) override {}
  };

  boost::asio::io_context io;
  NoMemory memory;
  Links links;
};

}  // namespace gatewarden::app

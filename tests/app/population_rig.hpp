// The children of a gateway with the protocols it has, and what their counters report. Nothing is connected.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "gateway/app/children/learner.hpp"
#include "gateway/app/children/population.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/store/stored_state.hpp"
#include "tests/app/recording_learning.hpp"
#include "tests/support/manual_clock.hpp"

namespace gatewarden::app {

inline config::Fleet load_fleet(const std::string& text) {
  auto loaded = config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process());
  for (const auto& problem : loaded.problems.list()) UNSCOPED_INFO(problem.rule);
  REQUIRE(loaded);
  return std::move(loaded.fleet);
}

struct PopulationRig {
  explicit PopulationRig(const StoredState& stored = {}, WallTime began = ManualClock().wall())
      : reports(registry, std::chrono::seconds(300), 1),
        ids(stored.report_id_ceiling),
        batcher(registry, reports, [this](DeviceId device) { return ids.next(device, clock.wall()); },
                {Format::json, KeyNames::long_names, {}}),
        remembered(stored, {clock.now(), began}, std::chrono::seconds(300)),
        learned(stored.learned, stored.forgotten),
        population({registry, reports, batcher, ids, clock, remembered, learned}),
        learner({population, learned, reports, ids, clock, told}) {
    clock.set_wall(began);
  }
  DeviceId device(const std::string& thing) const {
    CAPTURE(thing);
    const auto found = registry.find(thing);
    REQUIRE(found);
    return *found;
  }
  std::uint64_t source(const std::string& thing) const { return population.counter_source(device(thing)); }
  // The growth that the next report says, when the metric reads this now.
  std::optional<double> growth(const std::string& thing, const std::string& metric, Number reads) {
    const DeviceId child = device(thing);
    const auto& metrics = registry.child(child).profile->metrics;
    for (std::uint32_t i = 0; i < metrics.size(); ++i) {
      if (metrics[i].name == metric) reports.accept(registry.first_point(child) + i, reads, clock.now());
    }
    return reported(child, metric);
  }
  std::optional<double> reported(DeviceId child, const std::string& metric) {
    Report report;
    reports.close(child, clock.now(), report);
    for (const auto& each : report.custom) {
      if (each.name == metric) return std::get<Number>(each.value).as_double();
    }
    return std::nullopt;
  }

  ManualClock clock;
  Registry registry;
  OpenReports reports;
  ReportIds ids;
  Batcher batcher;
  RememberedChildren remembered;
  LearnedChildren learned;
  Population population;
  RecordingLearning told;
  Learner learner;
};

}  // namespace gatewarden::app

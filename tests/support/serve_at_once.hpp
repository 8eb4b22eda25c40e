// A fleet's children, as a reload serves them, without its turns.
#pragma once

#include "gateway/app/children/population_change.hpp"

namespace gatewarden::test {

inline app::Population::Change serve_at_once(app::Population& population, const config::Fleet& fleet,
                                             const std::vector<MetricSpec>& host_metrics = {},
                                             app::ChildLinks&& links = {}) {
  app::PopulationChange change(population, fleet, host_metrics, links);
  while (!change.look()) continue;
  while (!change.go_on()) continue;
  return change.so_far();
}

}  // namespace gatewarden::test

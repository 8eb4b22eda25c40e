// What a child's counters read when its report closed. Every close makes these, so they have no strings and reuse
// the buffer of the previous report; CounterReadings are made of them only to be stored.
#pragma once

#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct ClosedReading {
  const MetricSpec* spec = nullptr;  // owned by the child's profile
  Number value;
  SteadyTime at{};
  bool doubtful = false;
  bool ageless = false;      // `at` is unknown
  bool before_fall = false;  // a former reading of the counter in front of it
};
using ClosedReadings = std::vector<ClosedReading>;  // a counter's, then those before its falls

// With the names that the store needs.
CounterReadings counter_readings(const ClosedReadings& closed);

}  // namespace gatewarden

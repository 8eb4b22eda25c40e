#include "gateway/report/closed_readings.hpp"

#include <optional>

namespace gatewarden {

CounterReadings counter_readings(const ClosedReadings& closed) {
  CounterReadings readings;
  readings.reserve(closed.size());
  for (const ClosedReading& each : closed) {
    if (each.before_fall) {
      const auto at = each.ageless ? std::nullopt : std::optional(each.at);
      readings.back().before_falls.push_back({each.value, at});
      readings.back().doubtful |= each.doubtful;
      continue;
    }
    CounterReading& reading = readings.emplace_back();
    reading.metric = each.spec->name;
    reading.aggregate = each.spec->aggregate;
    reading.counter_bits = each.spec->counter_bits;
    reading.value = each.value;
    if (!each.ageless) reading.at = each.at;
    reading.doubtful = each.doubtful;
  }
  return readings;
}

}  // namespace gatewarden

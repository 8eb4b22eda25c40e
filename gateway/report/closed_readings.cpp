#include "gateway/report/closed_readings.hpp"

#include <optional>

namespace gatewarden {

CounterReadings counter_readings(const ClosedReadings& closed) {
  CounterReadings readings;
  for (const ClosedReading& each : closed) {
    const auto at = each.ageless ? std::nullopt : std::optional(each.at);
    if (each.before_fall) {
      readings.back().before_falls.push_back({each.value, at});
      readings.back().doubtful |= each.doubtful;
      continue;
    }
    CounterReading& reading = readings.emplace_back();
    reading.metric = each.spec->name;
    reading.aggregate = each.spec->aggregate;
    reading.counter_bits = each.spec->counter_bits;
    reading.value = each.value;
    reading.at = at;
    reading.doubtful = each.doubtful;
  }
  return readings;
}

}  // namespace gatewarden

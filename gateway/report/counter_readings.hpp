// A child's counter readings at one moment: baselines of growth after a restart, or after a reload removed the
// child for a while. The store keeps them as text with each sent report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock_pair.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct CounterReading {
  std::string metric;
  Aggregate aggregate = Aggregate::delta;
  std::uint8_t counter_bits = 64;
  Number value;
  std::optional<SteadyTime> at;  // nothing if unknown: the wall clock stepped
  bool doubtful = false;         // growth from here may already be reported
  struct Former {
    Number value;
    std::optional<SteadyTime> at;
  };
  std::vector<Former> before_falls{};  // higher ones, at which it was before it fell; the newest last
  // Since the last report; only of a removed child, never in the text.
  double merged = 0;
  std::int64_t span_ns = 0;
  std::uint32_t count = 0;

  // The wall clock stepped.
  void forget_times() {
    at.reset();
    for (Former& former : before_falls) former.at.reset();
  }
  // A metric that now counts in another way starts anew.
  bool fits(const MetricSpec& spec) const {
    return spec.name == metric && spec.type == MetricType::number && spec.aggregate == aggregate &&
           spec.counter_bits == counter_bits;
  }
};
using CounterReadings = std::vector<CounterReading>;

// "bytes_in delta 32 n1042 1790000000000;energy_wh delta 64 r12.5 1790000000250?": name, aggregate, bits, kind
// and value, milliseconds since the epoch (0: unknown), the same two for each reading before a fall, and ? if doubtful.
std::string to_text(const CounterReadings& readings, ClockPair now);
// Skips unreadable ones. A time after `now` is unknown.
CounterReadings parse_counter_readings(std::string_view text, ClockPair now);

}  // namespace gatewarden

// What a child's counters read at one moment: the baselines from which growth goes on after a
// restart, or after a reload that took the child away for a while. As text they are what the
// store keeps of a report that left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct CounterReading {
  std::string metric;
  Merge merge = Merge::delta;
  std::uint8_t counter_bits = 64;
  Number value;
  std::optional<SteadyTime> at;  // nothing: it cannot be known, because the wall clock stepped
  bool doubtful = false;         // growth from here may have been reported before
  // Growth that has settled since the last report; only of a child that was taken away, never in the text.
  double merged = 0;
  std::int64_t span_ns = 0;
  std::uint32_t count = 0;

  // A metric that counts otherwise now begins anew.
  bool fits(const MetricSpec& spec) const {
    return spec.name == metric && spec.type == MetricType::number && spec.merge == merge &&
           spec.counter_bits == counter_bits;
  }
};
using CounterReadings = std::vector<CounterReading>;

// The one moment at which both clocks were read: ties the steady time of this life to the wall clock, which
// is all that two lives share.
struct ClockPair {
  SteadyTime steady{};
  WallTime wall{};
};

// "bytes_in delta 32 n1042 1790000000000;energy_wh delta 64 r12.5 1790000000250?": name, merge, bits, kind
// and value, milliseconds since the epoch (0: unknown), and ? where doubtful.
std::string to_text(const CounterReadings& readings, ClockPair now);
// What cannot be read is left out. A time after `now` is none.
CounterReadings parse_counter_readings(std::string_view text, ClockPair now);

}  // namespace gatewarden

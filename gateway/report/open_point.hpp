// One metric of an open report, and how its samples merge. Most of the gateway's memory is children x metrics
// of these: they stay within 64 bytes. Merging a number allocates nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct OpenPoint {
  static constexpr unsigned kDeviceBits = 27;  // 130 million children

  Number last;        // last reading; a counter's baseline
  double merged = 0;  // sum, growth, minimum or maximum since the last report
  union {
    std::int64_t span_ns = 0;  // time of the merged growth
    double rest;               // of a sum or mean: what `merged` rounded away
  };
  SteadyTime at{};
  const MetricSpec* spec = nullptr;
  std::unique_ptr<ListValue> list;  // kept after a report for the operator
  std::uint32_t count = 0;          // samples since the last report
  std::uint32_t device : kDeviceBits = 0;
  std::uint32_t has_reading : 1 = 0;  // `last` and `at` are a reading's
  std::uint32_t doubtful : 1 = 0;     // growth from `last` may already be reported
  std::uint32_t ageless : 1 = 0;      // the time of `last` is unknown
  std::uint32_t fallen : 1 = 0;       // below a former reading (OpenCounters)
  std::uint32_t seldom : 1 = 0;       // the latest two readings were far apart (OpenCounters)

  // A reading that nothing is to be said about.
  bool is_plain() const { return has_reading && !doubtful && !ageless && !fallen && !seldom; }
  // False for a counter, which OpenCounters merges.
  bool merge(Number value, SteadyTime at);
  // Returns how many members did not fit. The type has been checked.
  std::size_t merge(const ListValue& value, SteadyTime at, std::mt19937_64& random);
  void add(double number);
  // Of a number that is no counter.
  Number closed_number() const;
  void begin_anew() {
    count = 0;
    merged = 0;
    span_ns = 0;
  }
};
static_assert(sizeof(Number) != 16 || sizeof(OpenPoint) <= 64);

// Compensated (Neumaier) with the branchless error of a sum (Knuth): a mean of 22.72s is 22.72.
inline void OpenPoint::add(double number) {
  const double sum = merged + number, added = sum - merged;
  rest += (merged - (sum - added)) + (number - added);
  merged = sum;
}

inline bool OpenPoint::merge(Number value, SteadyTime now) {
  const double number = value.as_double();
  switch (spec->aggregate) {
    case Aggregate::min:
      merged = count ? std::min(merged, number) : number;
      break;
    case Aggregate::max:
      merged = count ? std::max(merged, number) : number;
      break;
    case Aggregate::mean:
    case Aggregate::sum:
      if (count == 0) rest = 0;
      if (value.is_real()) {
        add(number);
      } else {
        merged += number;  // exact
      }
      break;
    case Aggregate::delta:
    case Aggregate::rate:
      return false;
    default:
      break;
  }
  ++count;
  last = value;
  at = now;
  has_reading = 1;
  return true;
}

// Counters report growth between readings.
constexpr bool is_counter(const MetricSpec& spec) {
  return spec.type == MetricType::number &&
         (spec.aggregate == Aggregate::delta || spec.aggregate == Aggregate::rate);
}
inline bool is_read_counter(const OpenPoint& point) { return point.has_reading && is_counter(*point.spec); }

}  // namespace gatewarden

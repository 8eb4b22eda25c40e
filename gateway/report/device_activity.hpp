// How a child and its points are seen from the open reports, for `status`.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct DeviceActivity {
  std::optional<SteadyTime> heard;  // last sign of life
  std::uint64_t samples = 0;        // values merged
  DropCounts dropped{};
};

// A point between two reports.
struct PointView {
  const MetricSpec* spec = nullptr;
  std::optional<Number> last;       // the last number read, also after it was reported
  const ListValue* list = nullptr;  // the list as merged so far, or as last reported
  std::uint32_t samples = 0;        // merged since the last report
  std::optional<SteadyTime> at;     // of the last sample
  DroppedGrowth dropped{};          // of a counter: how much, where that is known (a reset's is not)
};

}  // namespace gatewarden

// A child and its points in the open reports, for `status`.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

struct DeviceActivity {
  std::optional<SteadyTime> seen;     // last sign of life, in any run
  bool heard = false;                 // in this run
  std::optional<SteadyTime> overdue;  // it is silent from then on; nothing: nobody says how often it speaks
  std::uint64_t samples = 0;
  DropCounts dropped{};
  std::uint32_t cleaned_strings = 0;  // sent, with '_' for characters that the service does not take
};

struct PointView {
  const MetricSpec* spec = nullptr;
  std::optional<Number> last;       // the last reading, even if reported
  const ListValue* list = nullptr;  // merged so far, or last reported
  std::uint32_t samples = 0;        // since the last report
  std::optional<SteadyTime> at;
  DroppedGrowth dropped{};  // of a counter, as far as known (not of a reset)
};

}  // namespace gatewarden

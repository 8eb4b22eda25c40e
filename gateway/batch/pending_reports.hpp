// What is kept of reports that the uplink pulled: until they leave the slot, until their outcome what they say counters
// grew. Bounded by what the uplink has under way. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/report/report.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class PendingReports {
 public:
  using Growth = std::vector<CounterGrowth>;

  void add(DeviceId device, const Report& report, SteadyTime slot) {
    slots_[index_of(device)] = slot;
    if (!report.growth.empty()) growth_[{index_of(device), report.id}] = report.growth;
  }
  // Of the child's newest report, once: it leaves, or never will.
  std::optional<SteadyTime> take_slot(DeviceId device) {
    const auto found = slots_.extract(index_of(device));
    return found ? std::optional(found.mapped()) : std::nullopt;
  }
  // Of the report with that id, once: the next one may close before its outcome is known.
  Growth take_growth(DeviceId device, ReportId id) {
    auto found = growth_.extract({index_of(device), id});
    return found ? std::move(found.mapped()) : Growth();
  }
  void forget(DeviceId device) {
    const std::uint32_t index = index_of(device);
    slots_.erase(index);
    growth_.erase(growth_.lower_bound({index, ReportId{}}), growth_.lower_bound({index + 1, ReportId{}}));
  }

 private:
  std::unordered_map<std::uint32_t, SteadyTime> slots_;
  std::map<std::pair<std::uint32_t, ReportId>, Growth> growth_;
};

}  // namespace gatewarden

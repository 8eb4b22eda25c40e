// The machine's optional numbers (gateway.host.metrics): each a row in gauges.cpp and a function.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/host/host_sources.hpp"
#include "adapters/host/kernel/machine.hpp"
#include "gateway/base/result.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::host {

struct Gauge {
  std::string_view option;
  std::string_view name;  // as sent, with its unit
  Aggregate aggregate;
};
std::span<const Gauge> gauges();

// An error names the file. Neither value nor error: not yet known.
using GaugeReading = Result<std::optional<double>>;

// What a gauge keeps of the reading before.
struct GaugeState {
  std::optional<CpuTicks> cpu;
};

// In the order of gauges().
std::vector<GaugeReading> read_gauges(const HostSources& sources, GaugeState& before);

}  // namespace gatewarden::host

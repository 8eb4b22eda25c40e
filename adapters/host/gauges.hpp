// Numbers of the machine that the gateway reports of itself where the fleet file asks for them by their
// option (gateway.host.metrics). A new one is a row in gauges.cpp and a function that reads it.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/host/host_sources.hpp"
#include "adapters/host/machine.hpp"
#include "gateway/base/result.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::host {

struct Gauge {
  std::string_view option;  // in the fleet file
  std::string_view name;    // of the metric as sent, with its unit
  Aggregate aggregate;
};
std::span<const Gauge> gauges();

// An error names the file. Neither a value nor an error: not known yet.
using GaugeReading = Result<std::optional<double>>;

// What a gauge needs of the reading before.
struct GaugeState {
  std::optional<CpuTicks> cpu;
};

// All of them, in the order of gauges().
std::vector<GaugeReading> read_gauges(const HostSources& sources, GaugeState& before);

}  // namespace gatewarden::host

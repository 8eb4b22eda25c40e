#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/wire/fit/payload_room.hpp"

namespace gatewarden::capacity {

// What only the composition knows.
struct Measured {
  // Bytes of a typical report, encoded; if empty, estimated from names and types.
  std::function<std::size_t(const std::vector<MetricSpec>&)> report_bytes;
  // Of the gateway's own report.
  std::vector<MetricSpec> host_metrics;
  // What the way to the service takes.
  PayloadRoom room;
};

}  // namespace gatewarden::capacity

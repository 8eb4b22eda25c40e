// The gateway's own metrics: four standard groups, and the fleet file's gauges. The app makes
// its implicit profile of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::host {

enum class HostField : std::uint8_t {
  listening_tcp_ports,
  listening_udp_ports,
  established_connections,
  bytes_in,
  bytes_out,
  packets_in,
  packets_out,
};
// A standard metric, or a gauge by its place in gauges().
using HostPoint = std::variant<HostField, std::size_t>;

// As in gateway.host.metrics: "cpu", "memory", ...
const std::vector<std::string>& optional_metrics();

// In the order of the points. Skips unknown names: the fleet file has been checked.
std::vector<MetricSpec> host_metrics(const std::vector<std::string>& wanted);

// Nothing for a foreign name.
std::optional<HostPoint> point_of(std::string_view metric);

}  // namespace gatewarden::host

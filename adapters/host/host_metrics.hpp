// What the gateway reports of itself: the four standard groups, always, and the optional custom
// numbers the fleet file asks for by short name (gateway.host.metrics). The app makes the
// gateway's implicit profile of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
  cpu,
  memory,
  disk,
  temperature,
  gatewarden,
};

// "cpu", "memory", "disk", "temperature", "gatewarden": what gateway.host.metrics may list.
const std::vector<std::string>& optional_metrics();

// The specs in the order of the points. Names that are no optional metric are left out (the fleet file was
// checked). Custom ones are numbers with their unit in the name: cpu_percent, memory_percent, disk_percent,
// temperature_celsius, and gatewarden_health (1: all well, 0: not; the lowest of the interval).
std::vector<MetricSpec> host_metrics(const std::vector<std::string>& wanted);

// The field behind a metric's name as sent; nothing for a foreign one.
std::optional<HostField> field_of(std::string_view metric);

}  // namespace gatewarden::host

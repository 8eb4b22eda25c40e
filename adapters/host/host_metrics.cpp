#include "adapters/host/host_metrics.hpp"

#include <algorithm>

namespace gatewarden::host {
namespace {

struct Row {
  HostField field;
  MetricRole role;
  std::string_view option;  // in the fleet file; empty: always there
  std::string_view name;    // of a custom metric
  Merge merge;
};

constexpr Row kRows[] = {
    {HostField::listening_tcp_ports, MetricRole::listening_tcp_ports, "", "", Merge::last},
    {HostField::listening_udp_ports, MetricRole::listening_udp_ports, "", "", Merge::last},
    {HostField::established_connections, MetricRole::established_connections, "", "", Merge::last},
    {HostField::bytes_in, MetricRole::bytes_in, "", "", Merge::delta},
    {HostField::bytes_out, MetricRole::bytes_out, "", "", Merge::delta},
    {HostField::packets_in, MetricRole::packets_in, "", "", Merge::delta},
    {HostField::packets_out, MetricRole::packets_out, "", "", Merge::delta},
    {HostField::cpu, MetricRole::custom, "cpu", "cpu_percent", Merge::mean},
    {HostField::memory, MetricRole::custom, "memory", "memory_percent", Merge::max},
    {HostField::disk, MetricRole::custom, "disk", "disk_percent", Merge::last},
    {HostField::temperature, MetricRole::custom, "temperature", "temperature_celsius", Merge::max},
    {HostField::gatewarden, MetricRole::custom, "gatewarden", "gatewarden_health", Merge::min},
};

std::string_view name_of(const Row& row) {
  return row.role == MetricRole::custom ? row.name : role_name(row.role);
}

}  // namespace

const std::vector<std::string>& optional_metrics() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Row& row : kRows) {
      if (!row.option.empty()) names.emplace_back(row.option);
    }
    return names;
  }();
  return kNames;
}

std::vector<MetricSpec> host_metrics(const std::vector<std::string>& wanted) {
  std::vector<MetricSpec> specs;
  for (const Row& row : kRows) {
    if (!row.option.empty() && std::find(wanted.begin(), wanted.end(), row.option) == wanted.end()) continue;
    MetricSpec spec;
    spec.name = name_of(row);
    spec.role = row.role;
    spec.type = type_of(row.role).value_or(MetricType::number);
    spec.merge = row.merge;
    specs.push_back(std::move(spec));
  }
  return specs;
}

std::optional<HostField> field_of(std::string_view metric) {
  for (const Row& row : kRows) {
    if (name_of(row) == metric) return row.field;
  }
  return std::nullopt;
}

}  // namespace gatewarden::host

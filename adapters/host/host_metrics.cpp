#include "adapters/host/host_metrics.hpp"

#include <algorithm>

#include "adapters/host/gauges.hpp"

namespace gatewarden::host {
namespace {

struct Row {
  HostField field;
  MetricRole role;
  Aggregate aggregate;
};

constexpr Row kRows[] = {
    {HostField::listening_tcp_ports, MetricRole::listening_tcp_ports, Aggregate::last},
    {HostField::listening_udp_ports, MetricRole::listening_udp_ports, Aggregate::last},
    {HostField::established_connections, MetricRole::established_connections, Aggregate::last},
    {HostField::bytes_in, MetricRole::bytes_in, Aggregate::delta},
    {HostField::bytes_out, MetricRole::bytes_out, Aggregate::delta},
    {HostField::packets_in, MetricRole::packets_in, Aggregate::delta},
    {HostField::packets_out, MetricRole::packets_out, Aggregate::delta},
};

MetricSpec spec_of(MetricRole role, std::string_view name, Aggregate aggregate) {
  MetricSpec spec;
  spec.name = name;
  spec.role = role;
  spec.type = type_of(role).value_or(MetricType::number);
  spec.aggregate = aggregate;
  return spec;
}

}  // namespace

const std::vector<std::string>& optional_metrics() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Gauge& gauge : gauges()) names.emplace_back(gauge.option);
    return names;
  }();
  return kNames;
}

std::vector<MetricSpec> host_metrics(const std::vector<std::string>& wanted) {
  std::vector<MetricSpec> specs;
  for (const Row& row : kRows) specs.push_back(spec_of(row.role, role_name(row.role), row.aggregate));
  for (const Gauge& gauge : gauges()) {
    if (std::find(wanted.begin(), wanted.end(), gauge.option) == wanted.end()) continue;
    specs.push_back(spec_of(MetricRole::custom, gauge.name, gauge.aggregate));
  }
  return specs;
}

std::optional<HostPoint> point_of(std::string_view metric) {
  for (const Row& row : kRows) {
    if (role_name(row.role) == metric) return row.field;
  }
  for (std::size_t i = 0; i < gauges().size(); ++i) {
    if (gauges()[i].name == metric) return i;
  }
  return std::nullopt;
}

}  // namespace gatewarden::host

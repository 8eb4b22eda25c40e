#include "gateway/report/report_values.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/whole_number.hpp"

namespace gatewarden {
namespace {

// Null for a role that is no number of the standard document.
std::optional<std::uint64_t>* place_of(MetricRole role, Report& out) {
  switch (role) {
    case MetricRole::bytes_in:
      return &out.bytes_in;
    case MetricRole::bytes_out:
      return &out.bytes_out;
    case MetricRole::packets_in:
      return &out.packets_in;
    case MetricRole::packets_out:
      return &out.packets_out;
    case MetricRole::listening_tcp_ports_total:
      return &out.tcp_ports.total;
    case MetricRole::listening_udp_ports_total:
      return &out.udp_ports.total;
    case MetricRole::established_connections_total:
      return &out.connections.total;
    default:
      return nullptr;
  }
}

struct PutList {
  const MetricSpec& spec;
  Report& out;

  void operator()(PortList& list) const {
    Ports& group = spec.role == MetricRole::listening_udp_ports ? out.udp_ports : out.tcp_ports;
    group.ports = std::move(list.ports);
    group.total = list.total;
  }
  void operator()(ConnectionList& list) const {
    out.connections.connections = std::move(list.connections);
    out.connections.total = list.total;
  }
  void operator()(NumberList& list) const {
    if (!list.numbers.empty()) out.custom.push_back({spec.name, std::move(list)});
  }
  void operator()(StringList& list) const {
    if (!list.strings.empty()) out.custom.push_back({spec.name, std::move(list)});
  }
  void operator()(IpList& list) const {
    if (!list.addresses.empty()) out.custom.push_back({spec.name, std::move(list)});
  }
};

}  // namespace

bool put_number(const MetricSpec& spec, Number value, Report& out) {
  if (spec.role == MetricRole::custom) {
    if (!sendable(value)) return false;
    out.custom.push_back({spec.name, value});
    return true;
  }
  const auto number = whole(value);
  if (!number) return false;
  if (auto* place = place_of(spec.role, out)) *place = number;
  return true;
}

void put_list(const MetricSpec& spec, ListValue list, Report& out) { std::visit(PutList{spec, out}, list); }

}  // namespace gatewarden

// A metric of a profile: its place in the report, its type, and its aggregate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

// Place in the Device Defender document (developer guide, "Device-side metrics"). `custom`: all that the user
// names; the last two are the gateway's own (is_own).
enum class MetricRole : std::uint8_t {
  custom,
  bytes_in,
  bytes_out,
  packets_in,
  packets_out,
  listening_tcp_ports,  // list, with its total
  listening_udp_ports,
  established_connections,
  listening_tcp_ports_total,  // for devices that know only the count
  listening_udp_ports_total,
  established_connections_total,
  reachable,  // 1 or 0
  seconds_since_seen,
};

// Known by the gateway without asking a device. Sent as custom numbers.
constexpr bool is_own(MetricRole role) {
  return role == MetricRole::reachable || role == MetricRole::seconds_since_seen;
}

enum class MetricType : std::uint8_t { number, number_list, string_list, ip_list, ports, connections };

enum class Aggregate : std::uint8_t {
  last,
  min,
  max,
  mean,
  sum,
  count,
  delta,  // a counter's growth between two readings of the same device, without resets and wraps
  rate,   // the same per second between its readings
  set,    // lists: the union since the last report, sorted, bounded
  list,   // numbers: every sample since the last report, bounded; lists: the newest
};

struct MetricSpec {
  std::string name;  // as sent, or a standard metric's own name
  MetricRole role = MetricRole::custom;
  MetricType type = MetricType::number;
  Aggregate aggregate = Aggregate::last;
  std::uint8_t counter_bits = 64;  // the device's counter wraps at 16, 32 or 64
  bool strict = false;             // drop strings AWS would not keep, do not clean them
  std::uint32_t max_items = 50;    // longer lists are sampled; the total stays true

  friend bool operator==(const MetricSpec&, const MetricSpec&) = default;
};

inline constexpr std::uint32_t kMaxItemsCeiling = 500;

// Nothing for a custom metric.
std::optional<MetricRole> standard_role(std::string_view name);
std::string_view role_name(MetricRole role);
// Nothing for custom.
std::optional<MetricType> type_of(MetricRole role);
// For a profile without `aggregate`.
Aggregate default_aggregate(MetricRole role, MetricType type);
bool aggregate_fits(Aggregate aggregate, MetricType type);

// Custom metric names: [a-zA-Z0-9:_-]{1,128}, not beginning with "aws:" (API reference, CreateCustomMetric).
Result<void> check_custom_name(std::string_view name);

std::string_view to_string(MetricType type);  // in the API: "number-list", "ip-address-list", ...
std::string_view to_string(Aggregate aggregate);
std::optional<MetricType> parse_metric_type(std::string_view text);
std::optional<Aggregate> parse_aggregate(std::string_view text);

}  // namespace gatewarden

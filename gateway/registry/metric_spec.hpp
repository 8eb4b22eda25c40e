// What a metric of a profile is: where it goes in the report, of which type, how its samples become one value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

// Where a metric stands in the Device Defender document (developer guide, "Device-side metrics"). `custom` is
// everything the user names; the last two are the gateway's own (is_own).
enum class MetricRole : std::uint8_t {
  custom,
  bytes_in,
  bytes_out,
  packets_in,
  packets_out,
  listening_tcp_ports,  // list; its total comes with it
  listening_udp_ports,
  established_connections,
  listening_tcp_ports_total,  // for devices that know the count only
  listening_udp_ports_total,
  established_connections_total,
  reachable,  // 1 or 0
  seconds_since_seen,
};

// What the gateway knows by itself, so that no device is asked for it. Sent as custom numbers.
constexpr bool is_own(MetricRole role) {
  return role == MetricRole::reachable || role == MetricRole::seconds_since_seen;
}

enum class MetricType : std::uint8_t { number, number_list, string_list, ip_list, ports, connections };

// How samples between two reports become one value.
enum class Aggregate : std::uint8_t {
  last,
  min,
  max,
  mean,
  sum,
  count,
  delta,  // a counter's growth between two readings of the same device; resets and wraps are not growth
  rate,   // the same per second between the readings it spans
  set,    // lists: the union since the last report, sorted, bounded
  list,   // numbers: every sample since the last report, bounded; lists: the newest
};

struct MetricSpec {
  std::string name;  // as sent; a standard metric's own name otherwise
  MetricRole role = MetricRole::custom;
  MetricType type = MetricType::number;
  Aggregate aggregate = Aggregate::last;
  std::uint8_t counter_bits = 64;  // where the device's counter wraps: 16, 32 or 64
  bool strict = false;             // drop strings AWS would not keep instead of cleaning them
  std::uint32_t max_items = 50;    // lists longer than this are sampled; the total stays true

  friend bool operator==(const MetricSpec&, const MetricSpec&) = default;
};

inline constexpr std::uint32_t kMaxItemsCeiling = 500;

// The role a metric of this name has by itself; nothing for a custom one.
std::optional<MetricRole> standard_role(std::string_view name);
std::string_view role_name(MetricRole role);
// The type a role forces; nothing for custom.
std::optional<MetricType> type_of(MetricRole role);
// The aggregate taken when the profile says nothing.
Aggregate default_aggregate(MetricRole role, MetricType type);
// Which aggregates make sense for a type.
bool aggregate_fits(Aggregate aggregate, MetricType type);

// Custom metric names: [a-zA-Z0-9:_-]{1,128}, not beginning with "aws:" (API reference, CreateCustomMetric).
Result<void> check_custom_name(std::string_view name);

std::string_view to_string(MetricType type);  // as the API spells it: "number-list", "ip-address-list", ...
std::string_view to_string(Aggregate aggregate);
std::optional<MetricType> parse_metric_type(std::string_view text);
std::optional<Aggregate> parse_aggregate(std::string_view text);

}  // namespace gatewarden

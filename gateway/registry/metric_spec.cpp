#include "gateway/registry/metric_spec.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text/aws_name.hpp"

namespace gatewarden {
namespace {

template <class Value>
struct NameRow {
  std::string_view name;
  Value value;
};

constexpr std::array<NameRow<MetricRole>, 12> kRoles{{
    {"bytes_in", MetricRole::bytes_in},
    {"bytes_out", MetricRole::bytes_out},
    {"packets_in", MetricRole::packets_in},
    {"packets_out", MetricRole::packets_out},
    {"listening_tcp_ports", MetricRole::listening_tcp_ports},
    {"listening_udp_ports", MetricRole::listening_udp_ports},
    {"established_connections", MetricRole::established_connections},
    {"listening_tcp_ports_total", MetricRole::listening_tcp_ports_total},
    {"listening_udp_ports_total", MetricRole::listening_udp_ports_total},
    {"established_connections_total", MetricRole::established_connections_total},
    {"reachable", MetricRole::reachable},
    {"seconds_since_seen", MetricRole::seconds_since_seen},
}};

constexpr std::array<NameRow<MetricType>, 6> kTypes{{
    {"number", MetricType::number},
    {"number-list", MetricType::number_list},
    {"string-list", MetricType::string_list},
    {"ip-address-list", MetricType::ip_list},
    {"ports", MetricType::ports},
    {"connections", MetricType::connections},
}};

constexpr std::array<NameRow<Aggregate>, 10> kAggregates{{
    {"last", Aggregate::last},
    {"min", Aggregate::min},
    {"max", Aggregate::max},
    {"mean", Aggregate::mean},
    {"sum", Aggregate::sum},
    {"count", Aggregate::count},
    {"delta", Aggregate::delta},
    {"rate", Aggregate::rate},
    {"set", Aggregate::set},
    {"list", Aggregate::list},
}};

template <class Table, class Value>
constexpr std::string_view name_in(const Table& table, Value value) {
  for (const auto& entry : table) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

template <class Value, std::size_t size>
constexpr std::optional<Value> value_in(const std::array<NameRow<Value>, size>& table,
                                        std::string_view name) {
  for (const auto& entry : table) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<MetricRole> standard_role(std::string_view name) { return value_in(kRoles, name); }

std::string_view role_name(MetricRole role) {
  return role == MetricRole::custom ? std::string_view("custom") : name_in(kRoles, role);
}

std::optional<MetricType> type_of(MetricRole role) {
  switch (role) {
    case MetricRole::custom:
      return std::nullopt;
    case MetricRole::listening_tcp_ports:
    case MetricRole::listening_udp_ports:
      return MetricType::ports;
    case MetricRole::established_connections:
      return MetricType::connections;
    default:
      return MetricType::number;
  }
}

Aggregate default_aggregate(MetricRole role, MetricType type) {
  switch (role) {
    case MetricRole::bytes_in:
    case MetricRole::bytes_out:
    case MetricRole::packets_in:
    case MetricRole::packets_out:
      return Aggregate::delta;
    default:
      return type == MetricType::number_list ? Aggregate::list : Aggregate::last;
  }
}

bool aggregate_fits(Aggregate aggregate, MetricType type) {
  switch (type) {
    case MetricType::number:
      return aggregate != Aggregate::set && aggregate != Aggregate::list;
    case MetricType::number_list:
    case MetricType::string_list:
    case MetricType::ip_list:
      return aggregate == Aggregate::last || aggregate == Aggregate::set || aggregate == Aggregate::list;
    case MetricType::ports:
    case MetricType::connections:
      return aggregate == Aggregate::last || aggregate == Aggregate::set;
  }
  return false;
}

Result<void> check_custom_name(std::string_view name) {
  if (name.empty() || name.size() > 128) return Error{"a custom metric's name has 1 to 128 characters"};
  if (name.starts_with("aws:")) return Error{"names beginning with \"aws:\" belong to AWS"};
  if (!std::all_of(name.begin(), name.end(), is_aws_name_character))
    return Error{"a custom metric's name holds only a-z A-Z 0-9 : _ -"};
  return {};
}

std::string_view to_string(MetricType type) { return name_in(kTypes, type); }
std::string_view to_string(Aggregate aggregate) { return name_in(kAggregates, aggregate); }
std::optional<MetricType> parse_metric_type(std::string_view text) { return value_in(kTypes, text); }
std::optional<Aggregate> parse_aggregate(std::string_view text) { return value_in(kAggregates, text); }

}  // namespace gatewarden

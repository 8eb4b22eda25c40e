#include "gateway/registry/metric_spec.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/aws_name.hpp"

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

constexpr std::array<NameRow<Merge>, 10> kMerges{{
    {"last", Merge::last},
    {"min", Merge::min},
    {"max", Merge::max},
    {"mean", Merge::mean},
    {"sum", Merge::sum},
    {"count", Merge::count},
    {"delta", Merge::delta},
    {"rate", Merge::rate},
    {"set", Merge::set},
    {"list", Merge::list},
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

Merge default_merge(MetricRole role, MetricType type) {
  switch (role) {
    case MetricRole::bytes_in:
    case MetricRole::bytes_out:
    case MetricRole::packets_in:
    case MetricRole::packets_out:
      return Merge::delta;
    default:
      return type == MetricType::number_list ? Merge::list : Merge::last;
  }
}

bool merge_fits(Merge merge, MetricType type) {
  switch (type) {
    case MetricType::number:
      return merge != Merge::set && merge != Merge::list;
    case MetricType::number_list:
    case MetricType::string_list:
    case MetricType::ip_list:
      return merge == Merge::last || merge == Merge::set || merge == Merge::list;
    case MetricType::ports:
    case MetricType::connections:
      return merge == Merge::last || merge == Merge::set;
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
std::string_view to_string(Merge merge) { return name_in(kMerges, merge); }
std::optional<MetricType> parse_metric_type(std::string_view text) { return value_in(kTypes, text); }
std::optional<Merge> parse_merge(std::string_view text) { return value_in(kMerges, text); }

}  // namespace gatewarden

#include "adapters/local_mqtt/payload/json_values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "adapters/local_mqtt/payload/mended_json.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::local_mqtt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

// Text must be a decimal number: not "nan", "0x10" or "1 V".
std::optional<Number> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  if (text.find_first_not_of("+-.0123456789eE") != std::string_view::npos) return std::nullopt;
  if (const auto integer = parse_number<std::int64_t>(text)) return Number::integer(*integer);
  if (const auto natural = parse_number<std::uint64_t>(text)) return Number::natural(*natural);
  const auto real = parse_number<double>(text);
  if (!real || !std::isfinite(*real)) return std::nullopt;
  return Number::real(*real);
}

std::optional<std::string> text_of(element value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

std::optional<std::uint16_t> port_of(element value, std::uint64_t least) {
  std::uint64_t port = 0;
  if (value.get(port) != simdjson::SUCCESS || port < least || port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

// Absent and null leave `out` as it is. False: the member does not fit.
template <class Read, class Out>
bool take_member(object from, std::string_view key, Out& out, Read read) {
  element value;
  if (from.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return true;
  const auto taken = read(value);
  if (taken) out = *taken;
  return taken.has_value();
}

std::optional<Port> listening_port_of(element value) {
  Port port;
  object members;
  if (value.get(members) != simdjson::SUCCESS) {
    const auto number = port_of(value, 1);
    if (!number) return std::nullopt;
    port.port = *number;
    return port;
  }
  const bool fits = take_member(members, "port", port.port, [](element v) { return port_of(v, 1); }) &&
                    take_member(members, "interface", port.interface, text_of);
  if (!fits || port.port == 0) return std::nullopt;
  return port;
}

// "192.0.2.1:443" or "[2001:db8::1]:443".
bool take_remote(std::string_view text, Connection& connection) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view address = text.substr(0, colon);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  const bool six = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (six) address = address.substr(1, address.size() - 2);
  in6_addr scratch{};
  connection.remote_address = address;
  connection.remote_port = port.value_or(0);
  return port && inet_pton(six ? AF_INET6 : AF_INET, connection.remote_address.c_str(), &scratch) == 1;
}

std::optional<Connection> connection_of(element value) {
  Connection connection;
  std::string remote;
  object members;
  if (value.get(members) != simdjson::SUCCESS) {
    const auto text = text_of(value);
    if (!text) return std::nullopt;
    remote = *text;
  } else if (!take_member(members, "remote_addr", remote, text_of) ||
             !take_member(members, "local_port", connection.local_port,
                          [](element v) { return port_of(v, 0); }) ||
             !take_member(members, "local_interface", connection.local_interface, text_of)) {
    return std::nullopt;
  }
  if (!take_remote(remote, connection)) return std::nullopt;
  return connection;
}

// The members of an array, or one value alone. False: one does not fit.
template <class List, class Read>
bool take_members(element value, List& list, std::uint32_t& looked_at, Read read) {
  array members;
  if (value.get(members) != simdjson::SUCCESS) {
    const auto one = read(value);
    ++looked_at;
    if (one) list.push_back(*one);
    return one.has_value();
  }
  list.reserve(std::min(members.size(), kMaxListed));
  for (element member : members) {
    if (list.size() == kMaxListed) return false;
    const auto one = read(member);
    ++looked_at;
    if (!one) return false;
    list.push_back(*one);
  }
  return true;
}

// A group of the Device Defender document: an array, or an object with it and the true total. What is
// past the bound is only counted.
template <class List, class Read>
bool take_group(element value, std::string_view key, List& list, std::uint64_t& total,
                std::uint32_t& looked_at, Read read) {
  object group;
  array members;
  if (value.get(group) == simdjson::SUCCESS) {
    if (!take_member(group, "total", total, [](element v) {
          std::uint64_t count = 0;
          return v.get(count) == simdjson::SUCCESS ? std::optional(count) : std::nullopt;
        })) {
      return false;
    }
    if (group.at_key(key).get(members) != simdjson::SUCCESS) return false;
  } else if (value.get(members) != simdjson::SUCCESS) {
    return false;
  }
  std::uint64_t seen = 0;
  for (element member : members) {
    const auto one = read(member);
    ++looked_at;
    if (!one) return false;
    if (++seen <= kMaxListed) list.push_back(*one);
  }
  total = std::max(total, seen);
  return true;
}

bool says_nothing(element value, bool number) {
  std::string_view text;
  return value.is_null() || (number && value.get(text) == simdjson::SUCCESS && is_no_number(text));
}

template <class Value>
std::optional<ListValue> when(bool fits, Value&& value) {
  if (!fits) return std::nullopt;
  return ListValue(std::forward<Value>(value));
}

}  // namespace

std::optional<Number> number_of(element value) {
  switch (value.type()) {
    case element_type::INT64:
      return Number::integer(std::int64_t(value));
    case element_type::UINT64:
      return Number::natural(std::uint64_t(value));
    case element_type::DOUBLE:
      return Number::real(double(value));
    case element_type::BOOL:
      return Number::integer(bool(value) ? 1 : 0);
    case element_type::STRING:
      return number_in(std::string_view(value));
    default:
      return std::nullopt;
  }
}

std::optional<ListValue> list_of(element value, MetricType type, std::uint32_t& looked_at) {
  switch (type) {
    case MetricType::number_list: {
      NumberList list;
      return when(take_members(value, list.numbers, looked_at, number_of), std::move(list));
    }
    case MetricType::string_list: {
      StringList list;
      return when(take_members(value, list.strings, looked_at, text_of), std::move(list));
    }
    case MetricType::ip_list: {
      IpList list;
      return when(take_members(value, list.addresses, looked_at, text_of), std::move(list));
    }
    case MetricType::ports: {
      PortList list;
      return when(take_group(value, "ports", list.ports, list.total, looked_at, listening_port_of),
                  std::move(list));
    }
    case MetricType::connections: {
      ConnectionList list;
      return when(take_group(value, "connections", list.connections, list.total, looked_at, connection_of),
                  std::move(list));
    }
    case MetricType::number:
      break;
  }
  return std::nullopt;
}

bool lacks_value(element value, MetricType type) {
  const bool number = type == MetricType::number || type == MetricType::number_list;
  array members;
  if (value.get(members) != simdjson::SUCCESS) return says_nothing(value, number);
  return type != MetricType::number && std::any_of(members.begin(), members.end(), [&](element member) {
           return says_nothing(member, number);
         });
}

std::string kind_of(element value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a string (`" + piece_of(std::string_view(value)) + "`)";
    case element_type::BOOL:
      return "true or false";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

}  // namespace gatewarden::local_mqtt

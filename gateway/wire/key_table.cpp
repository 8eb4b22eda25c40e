#include "gateway/wire/key_table.hpp"

#include <algorithm>
#include <array>

namespace gatewarden {
namespace {

using K = ReportKey;
using N = Need;
using P = ReportPart;
using S = Shape;
using source::kSpecification;
using source::kTroubleshooting;

// clang-format off
constexpr KeyRow kTable[] = {
  {P::report, K::header, "header", "hed", N::required, S::part, P::header, "who and when", kSpecification},
  {P::report, K::metrics, "metrics", "met", N::one_or_more, S::part, P::metrics, "standard metrics; may be empty", kSpecification},
  {P::report, K::custom_metrics, "custom_metrics", "cmet", N::one_or_more, S::named_metrics, P::custom_value, "metrics the customer defined, by name", kSpecification},

  {P::header, K::report_id, "report_id", "rid", N::required, S::report_id, {}, "unique per thing, increasing", kTroubleshooting},
  {P::header, K::version, "version", "v", N::required, S::version, {}, "of this document: Major.Minor", kSpecification},

  {P::metrics, K::listening_tcp_ports, "listening_tcp_ports", "tp", N::optional, S::part, P::ports_group, "TCP ports the device listens on", kSpecification},
  {P::metrics, K::listening_udp_ports, "listening_udp_ports", "up", N::optional, S::part, P::ports_group, "UDP ports the device listens on", kSpecification},
  {P::metrics, K::network_stats, "network_stats", "ns", N::optional, S::part, P::network_stats, "traffic since the last report", kSpecification},
  {P::metrics, K::tcp_connections, "tcp_connections", "tc", N::optional, S::part, P::tcp_connections, "TCP connections", kSpecification},

  {P::ports_group, K::ports, "ports", "pts", N::optional, S::parts, P::port, "the ports, or a sample of them; empty: known to be none", kSpecification},
  {P::ports_group, K::total, "total", "t", N::optional, S::count, {}, "true number of ports", kSpecification},

  {P::port, K::port, "port", "pt", N::optional, S::port, {}, "port number", source::kPortApi},
  {P::port, K::interface, "interface", "if", N::optional, S::text, {}, "name of the interface", kSpecification},

  {P::network_stats, K::bytes_in, "bytes_in", "bi", N::optional, S::count, {}, "bytes received since the last report", kSpecification},
  {P::network_stats, K::bytes_out, "bytes_out", "bo", N::optional, S::count, {}, "bytes sent since the last report", kSpecification},
  {P::network_stats, K::packets_in, "packets_in", "pi", N::optional, S::count, {}, "packets received since the last report", kSpecification},
  {P::network_stats, K::packets_out, "packets_out", "po", N::optional, S::count, {}, "packets sent since the last report", kSpecification},

  {P::tcp_connections, K::established_connections, "established_connections", "ec", N::optional, S::part, P::established_connections, "those in state ESTABLISHED", kSpecification},

  {P::established_connections, K::connections, "connections", "cs", N::optional, S::parts, P::connection, "the connections, or a sample of them; empty: known to be none", kSpecification},
  {P::established_connections, K::total, "total", "t", N::optional, S::count, {}, "true number of connections", kSpecification},

  {P::connection, K::remote_addr, "remote_addr", "rad", N::required, S::remote_address, {}, "the peer", kSpecification},
  {P::connection, K::local_port, "local_port", "lp", N::optional, S::local_port, {}, "port on the device", kSpecification},
  {P::connection, K::local_interface, "local_interface", "li", N::optional, S::text, {}, "name of the interface", kSpecification},

  {P::custom_value, K::number, "number", "number", N::exactly_one, S::number, {}, "of a metric of type number", kSpecification},
  {P::custom_value, K::number_list, "number_list", "number_list", N::exactly_one, S::number_list, {}, "of a metric of type number-list", kSpecification},
  {P::custom_value, K::string_list, "string_list", "string_list", N::exactly_one, S::string_list, {}, "of a metric of type string-list", kSpecification},
  {P::custom_value, K::ip_list, "ip_list", "ip_list", N::exactly_one, S::ip_list, {}, "of a metric of type ip-address-list", kSpecification},
};
// clang-format on

static_assert(std::all_of(std::begin(kTable), std::end(kTable), [](const KeyRow& row) {
  return row.long_name.size() < 24 && row.short_name.size() < 24;  // KeySpelling writes one-byte heads
}));
static_assert(std::is_sorted(std::begin(kTable), std::end(kTable), [](const KeyRow& a, const KeyRow& b) {
  return a.in < b.in;  // the rows of a part are contiguous
}));

constexpr KeySpellings spell(KeyNames names) {
  KeySpellings spellings{};
  for (const KeyRow& row : kTable) {
    spellings[static_cast<std::size_t>(row.key)] = KeySpelling(row.name(names));
  }
  return spellings;
}
constexpr KeySpellings kLong = spell(KeyNames::long_names);
constexpr KeySpellings kShort = spell(KeyNames::short_names);

}  // namespace

std::span<const KeyRow> key_table() { return kTable; }

std::span<const KeyRow> rows_in(ReportPart part) {
  const auto begin = std::find_if(std::begin(kTable), std::end(kTable),
                                  [part](const KeyRow& row) { return row.in == part; });
  const auto end =
      std::find_if(begin, std::end(kTable), [part](const KeyRow& row) { return row.in != part; });
  return {begin, end};
}

const KeyRow* find_key(ReportPart part, std::string_view name) {
  for (const KeyRow& row : rows_in(part)) {
    if (row.long_name == name || row.short_name == name) return &row;
  }
  return nullptr;
}

std::string_view part_name(ReportPart part) {
  switch (part) {
    case P::report:
      return "report";
    case P::header:
      return "header";
    case P::metrics:
      return "metrics";
    case P::ports_group:
      return "ports_group";
    case P::port:
      return "port";
    case P::network_stats:
      return "network_stats";
    case P::tcp_connections:
      return "tcp_connections";
    case P::established_connections:
      return "established_connections";
    case P::connection:
      return "connection";
    case P::custom_value:
      break;
  }
  return "custom_value";
}

std::string_view rule_of(Shape shape) {
  switch (shape) {
    case S::part:
      return "an object";
    case S::parts:
      return "a list of objects";
    case S::named_metrics:
      return "an object of metric names, each with a list of one value";
    case S::report_id:
      return "a positive integer of at most 2^53-1";
    case S::version:
      return "a string of the form Major.Minor";
    case S::count:
      return "a whole number from 0 to 2^53-1";
    case S::port:
      return "a number from 1 to 65535";
    case S::local_port:
      return "a number from 0 to 65535";
    case S::text:
      return "a string";
    case S::remote_address:
      return "a string of the form ip:port, IPv6 addresses in brackets";
    case S::number:
      return "a number of at most 15 digits";
    case S::number_list:
      return "a list of numbers of at most 15 digits";
    case S::string_list:
      return "a list of strings of letters, digits and : _ / . -";
    case S::ip_list:
      break;
  }
  return "a list of plain IPv4 or IPv6 addresses";
}

const KeySpellings& key_spellings(KeyNames names) { return names == KeyNames::long_names ? kLong : kShort; }

}  // namespace gatewarden

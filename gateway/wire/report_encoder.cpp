#include "gateway/wire/report_encoder.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "gateway/report/content_rules.hpp"
#include "gateway/wire/cbor_writer.hpp"
#include "gateway/wire/json_writer.hpp"

namespace gatewarden {
namespace {

using K = ReportKey;

// An endpoint in the service's form, in its own buffer: "192.0.2.1:443", "[2001:db8::1]:443".
class RemoteAddress {
 public:
  explicit RemoteAddress(const Connection& connection) {
    const std::string_view address = connection.remote_address;
    const bool ipv6 = address.find(':') != std::string_view::npos;
    if (ipv6) append("[");
    append(address.substr(0, kMaxAddress));
    append(ipv6 ? "]:" : ":");
    size_ = static_cast<std::size_t>(
        std::to_chars(text_ + size_, text_ + sizeof text_, connection.remote_port).ptr - text_);
  }
  std::string_view text() const { return {text_, size_}; }

 private:
  static constexpr std::size_t kMaxAddress = 45;  // IPv6 with an IPv4 tail
  void append(std::string_view part) {
    std::memcpy(text_ + size_, part.data(), part.size());
    size_ += part.size();
  }
  char text_[kMaxAddress + 16];
  std::size_t size_ = 0;
};

// Sendable members of a custom value; 0 leaves the metric out.
struct SendableMembers {
  std::size_t operator()(const Number& number) const { return sendable(number) ? 1 : 0; }
  std::size_t operator()(const NumberList& list) const {
    return static_cast<std::size_t>(std::count_if(list.numbers.begin(), list.numbers.end(), sendable));
  }
  std::size_t operator()(const StringList& list) const { return list.strings.size(); }
  std::size_t operator()(const IpList& list) const { return list.addresses.size(); }
};

std::size_t sendable_members(const CustomMetric& metric) {
  return std::visit(SendableMembers{}, metric.value);
}

template <class Writer>
class ReportWalk {
 public:
  explicit ReportWalk(Writer& to) : to_(to) {}

  void write(const Report& report) {
    const auto custom =
        static_cast<std::size_t>(std::count_if(report.custom.begin(), report.custom.end(), sendable_members));
    const std::size_t groups = (has_traffic(report) ? 1 : 0) + (report.tcp_ports.known() ? 1 : 0) +
                               (report.udp_ports.known() ? 1 : 0) + (report.connections.known() ? 1 : 0);
    const bool metrics = groups > 0 || custom == 0;
    to_.open_object(1 + (metrics ? 1 : 0) + (custom > 0 ? 1 : 0));
    header(report);
    if (metrics) standard_metrics(report, groups);
    if (custom > 0) custom_metrics(report, custom);
    to_.close_object();
  }

 private:
  static bool has_traffic(const Report& report) {
    return report.bytes_in || report.bytes_out || report.packets_in || report.packets_out;
  }

  void header(const Report& report) {
    to_.key(K::header);
    to_.open_object(2);
    natural(K::report_id, static_cast<std::uint64_t>(report.id));
    text(K::version, kReportVersion);
    to_.close_object();
  }

  void standard_metrics(const Report& report, std::size_t groups) {
    to_.key(K::metrics);
    to_.open_object(groups);
    if (report.tcp_ports.known()) ports(K::listening_tcp_ports, report.tcp_ports);
    if (report.udp_ports.known()) ports(K::listening_udp_ports, report.udp_ports);
    if (has_traffic(report)) traffic(report);
    if (report.connections.known()) connections(report.connections);
    to_.close_object();
  }

  void ports(ReportKey group, const Ports& known) {
    to_.key(group);
    to_.open_object((known.ports ? 1 : 0) + (known.total ? 1 : 0));
    if (known.ports) {
      to_.key(K::ports);
      to_.open_list(known.ports->size());
      for (const Port& port : *known.ports) {
        to_.open_object(port.interface.empty() ? 1 : 2);
        natural(K::port, port.port);
        if (!port.interface.empty()) text(K::interface, port.interface);
        to_.close_object();
      }
      to_.close_list();
    }
    natural(K::total, known.total);
    to_.close_object();
  }

  void traffic(const Report& report) {
    to_.key(K::network_stats);
    to_.open_object((report.bytes_in ? 1 : 0) + (report.bytes_out ? 1 : 0) + (report.packets_in ? 1 : 0) +
                    (report.packets_out ? 1 : 0));
    natural(K::bytes_in, report.bytes_in);
    natural(K::bytes_out, report.bytes_out);
    natural(K::packets_in, report.packets_in);
    natural(K::packets_out, report.packets_out);
    to_.close_object();
  }

  void connections(const Connections& known) {
    to_.key(K::tcp_connections);
    to_.open_object(1);
    to_.key(K::established_connections);
    to_.open_object((known.connections ? 1 : 0) + (known.total ? 1 : 0));
    if (known.connections) {
      to_.key(K::connections);
      to_.open_list(known.connections->size());
      for (const Connection& connection : *known.connections) this->connection(connection);
      to_.close_list();
    }
    natural(K::total, known.total);
    to_.close_object();
    to_.close_object();
  }

  void connection(const Connection& connection) {
    to_.open_object(1 + (connection.local_port ? 1 : 0) + (connection.local_interface.empty() ? 0 : 1));
    text(K::remote_addr, RemoteAddress(connection).text());
    if (connection.local_port) natural(K::local_port, connection.local_port);
    if (!connection.local_interface.empty()) text(K::local_interface, connection.local_interface);
    to_.close_object();
  }

  void custom_metrics(const Report& report, std::size_t metrics) {
    to_.key(K::custom_metrics);
    to_.open_object(metrics);
    for (const CustomMetric& metric : report.custom) {
      members_ = sendable_members(metric);
      if (members_ == 0) continue;
      to_.key(metric.name);
      to_.open_list(1);
      to_.open_object(1);
      std::visit([this](const auto& value) { this->custom(value); }, metric.value);
      to_.close_object();
      to_.close_list();
    }
    to_.close_object();
  }
  void custom(const Number& number) {
    to_.key(K::number);
    to_.number(number);
  }
  void custom(const NumberList& list) {
    to_.key(K::number_list);
    to_.open_list(members_);
    for (const Number number : list.numbers) {
      if (sendable(number)) to_.number(number);
    }
    to_.close_list();
  }
  void custom(const StringList& list) { texts(K::string_list, list.strings); }
  void custom(const IpList& list) { texts(K::ip_list, list.addresses); }

  void texts(ReportKey key, const std::vector<std::string>& list) {
    to_.key(key);
    to_.open_list(list.size());
    for (const std::string& text : list) to_.text(text);
    to_.close_list();
  }
  void text(ReportKey key, std::string_view text) {
    to_.key(key);
    to_.text(text);
  }
  void natural(ReportKey key, std::optional<std::uint64_t> value) {
    if (!value) return;
    to_.key(key);
    to_.natural(*value);
  }

  Writer& to_;
  std::size_t members_ = 0;
};

template <class Writer>
void encode(const Report& report, KeyNames names, std::string& out) {
  Writer writer(out, names);
  ReportWalk<Writer>(writer).write(report);
}

}  // namespace

void encode_report(const Report& report, Format format, KeyNames names, std::string& out) {
  if (format == Format::json) return encode<JsonWriter>(report, names, out);
  encode<CborWriter>(report, names, out);
}

}  // namespace gatewarden

// A closed report, ready to encode: the Device Defender document as values, without its spelling. An absent
// group is unknown; a present, empty list is known to be empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/sample_sink.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// Increasing per thing; seconds since the epoch if the clock allows (report_ids.hpp). At most 2^53-1.
enum class ReportId : std::uint64_t {};

struct Ports {
  std::optional<std::vector<Port>> ports;
  std::optional<std::uint64_t> total;
  bool known() const { return ports || total; }
};
struct Connections {
  std::optional<std::vector<Connection>> connections;
  std::optional<std::uint64_t> total;
  bool known() const { return connections || total; }
};

// Strings have passed the service's content rules (content_rules.hpp).
struct CustomMetric {
  std::string_view name;  // owned by the profile, which outlives the report
  std::variant<Number, NumberList, StringList, IpList> value;
};

// What a report says of a counter, as an amount, whatever its aggregate.
struct CounterGrowth {
  PointId point{};
  double amount = 0;
};

struct Report {
  ReportId id{};
  std::optional<std::uint64_t> bytes_in, bytes_out, packets_in, packets_out;  // deltas
  Ports tcp_ports, udp_ports;
  Connections connections;
  std::vector<CustomMetric> custom;
  std::vector<CounterGrowth> growth;  // not encoded: what is lost with this report

  bool empty() const {
    return !bytes_in && !bytes_out && !packets_in && !packets_out && !tcp_ports.known() &&
           !udp_ports.known() && !connections.known() && custom.empty();
  }
  // Keeps the buffers.
  void clear() {
    id = {};
    bytes_in = bytes_out = packets_in = packets_out = std::nullopt;
    tcp_ports = udp_ports = {};
    connections = {};
    custom.clear();
    growth.clear();
  }
};

}  // namespace gatewarden

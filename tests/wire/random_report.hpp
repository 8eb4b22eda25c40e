// Reports no device sends, but a closed report may hold. One seed, one report.
#pragma once

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/report.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::test {

class RandomReport {
 public:
  explicit RandomReport(std::uint64_t seed) : random_(seed) {}

  Report make() {
    Report report;
    report.id = ReportId{1 + below(limits::kMaxExactInteger)};
    report.bytes_in = maybe_count();
    report.bytes_out = maybe_count();
    report.packets_in = maybe_count();
    report.packets_out = maybe_count();
    report.tcp_ports = ports();
    report.udp_ports = ports();
    report.connections = connections();
    for (std::uint64_t i = 0, n = below(6); i < n; ++i) report.custom.push_back({kNames[i], custom()});
    return report;
  }

  // Any double, any integer.
  Number number() {
    switch (below(6)) {
      case 0:
        return Number::natural(random_());
      case 1:
        return Number::integer(static_cast<std::int64_t>(random_()));
      case 2:
        return Number::integer(static_cast<std::int64_t>(below(2000)) - 1000);
      case 3:
        return Number::real(static_cast<double>(below(100'000)) / 1000);
      case 4:
        return Number::real(kEdges[below(std::size(kEdges))]);
      default: {
        const std::uint64_t bits = random_();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return Number::real(value);
      }
    }
  }

 private:
  static constexpr const char* kNames[] = {"crc_errors", "temp:c", "Poll-Latency_ms", "x", "reachable", "9"};
  static constexpr double kEdges[] = {0.0,
                                      -0.0,
                                      0.1,
                                      1.0 / 3,
                                      1e15,
                                      1e16,
                                      -1e15,
                                      123456789012345680.0,
                                      999999999999999.9,
                                      5e-324,
                                      2.2250738585072014e-308,
                                      std::numeric_limits<double>::max(),
                                      -std::numeric_limits<double>::max(),
                                      std::numeric_limits<double>::infinity(),
                                      std::numeric_limits<double>::quiet_NaN(),
                                      0.30000000000000004,
                                      9007199254740993.0};

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool coin() { return below(2) == 1; }
  std::optional<std::uint64_t> maybe_count() {
    if (coin()) return std::nullopt;
    return coin() ? below(1000) : below(limits::kMaxExactInteger + 1);
  }
  // Interfaces are foreign text; it may be anything.
  std::string interface() {
    static const std::string kInterfaces[] = {"",
                                              "eth0",
                                              "::",
                                              "0.0.0.0",
                                              "K\xC3\xBC"
                                              "che \"1\"\\",
                                              "\x01\x7f\n",
                                              "\xff\xfe",
                                              "\xE2\x82"};
    return kInterfaces[below(std::size(kInterfaces))];
  }
  Ports ports() {
    Ports group;
    if (coin()) return group;
    if (coin()) {
      group.ports.emplace();
      for (std::uint64_t i = 0, n = below(5); i < n; ++i) {
        group.ports->push_back({static_cast<std::uint16_t>(1 + below(65535)), interface()});
      }
    }
    if (coin()) group.total = below(100);
    return group;
  }
  Connections connections() {
    static const std::string kPeers[] = {
        "192.0.2.1",       "2001:db8::1",        "::1",
        "255.255.255.255", "::ffff:192.0.2.128", "2001:0db8:0000:0000:0000:ff00:192.168.100.228"};
    Connections group;
    if (coin()) return group;
    if (coin()) {
      group.connections.emplace();
      for (std::uint64_t i = 0, n = below(5); i < n; ++i) {
        group.connections->push_back({kPeers[below(std::size(kPeers))],
                                      static_cast<std::uint16_t>(below(65536)),
                                      static_cast<std::uint16_t>(below(65536)), interface()});
      }
    }
    if (coin()) group.total = below(100);
    return group;
  }
  std::variant<Number, NumberList, StringList, IpList> custom() {
    switch (below(4)) {
      case 0:
        return number();
      case 1: {
        NumberList list;
        for (std::uint64_t i = 0, n = below(5); i < n; ++i) list.numbers.push_back(number());
        return list;
      }
      case 2: {
        StringList list;
        for (std::uint64_t i = 0, n = below(5); i < n; ++i) {
          Cleaned cleaned = clean_string(interface());
          if (!cleaned.dropped) list.strings.push_back(std::move(cleaned.text));
        }
        return list;
      }
      default: {
        IpList list;
        for (std::uint64_t i = 0, n = below(4); i < n; ++i)
          list.addresses.emplace_back(coin() ? "192.0.2.7" : "2001:db8::7");
        return list;
      }
    }
  }

  std::mt19937_64 random_;
};

// 683 bytes of JSON in long names, like a meter's or a sensor's with a few sockets.
inline Report typical_report() {
  Report report;
  report.id = ReportId{1790000300};
  report.bytes_in = 18231;
  report.bytes_out = 9120;
  report.packets_in = 201;
  report.packets_out = 187;
  report.tcp_ports.ports = {{502, "eth0"}, {8883, "eth0"}};
  report.tcp_ports.total = 2;
  report.udp_ports.ports = {{161, ""}};
  report.udp_ports.total = 1;
  report.connections.connections = {{"192.0.2.10", 49152, 502, "eth0"}};
  report.connections.total = 1;
  report.custom = {{"voltage_l1", Number::real(230.4)},        {"current_l1", Number::real(5.237)},
                   {"energy_wh", Number::natural(1843)},       {"modbus_crc_errors", Number::integer(4)},
                   {"seconds_since_seen", Number::integer(2)}, {"temperature", Number::real(21.5)}};
  return report;
}

}  // namespace gatewarden::test

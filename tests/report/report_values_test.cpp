#include "gateway/report/report_values.hpp"

#include <catch2/catch.hpp>

#include "gateway/report/clean_list.hpp"

using namespace gatewarden;

namespace {

MetricSpec standard(std::string name) {
  MetricSpec spec;
  spec.name = std::move(name);
  spec.role = standard_role(spec.name).value();
  spec.type = type_of(spec.role).value();
  return spec;
}

MetricSpec custom(MetricType type, bool strict = false) {
  MetricSpec spec;
  spec.name = "m";
  spec.type = type;
  spec.strict = strict;
  return spec;
}

std::uint32_t of(const DropCounts& counts, Drop reason) { return counts[static_cast<std::size_t>(reason)]; }

}  // namespace

TEST_CASE("every standard number has its own place in the report") {
  Report report;
  std::int64_t value = 0;
  for (const char* name : {"bytes_in", "bytes_out", "packets_in", "packets_out", "listening_tcp_ports_total",
                           "listening_udp_ports_total", "established_connections_total"}) {
    CHECK(put_number(standard(name), Number::integer(++value), report));
  }
  CHECK(report.bytes_in == 1u);
  CHECK(report.bytes_out == 2u);
  CHECK(report.packets_in == 3u);
  CHECK(report.packets_out == 4u);
  CHECK(report.tcp_ports.total == 5u);
  CHECK(report.udp_ports.total == 6u);
  CHECK(report.connections.total == 7u);
  CHECK(report.custom.empty());
}

TEST_CASE("a number that the service would not keep is not put") {
  Report report;
  CHECK_FALSE(put_number(standard("bytes_in"), Number::integer(-1), report));
  CHECK_FALSE(put_number(custom(MetricType::number), Number::natural(1'000'000'000'000'000), report));
  CHECK(report.empty());
  CHECK(put_number(custom(MetricType::number), Number::integer(-1), report));
  CHECK(report.custom.size() == 1);
}

TEST_CASE("ports go to the group of their protocol, known none as an empty list") {
  Report report;
  put_list(standard("listening_udp_ports"), PortList{{{53, "eth0"}}, 9}, report);
  put_list(standard("listening_tcp_ports"), PortList{}, report);
  REQUIRE(report.udp_ports.ports);
  CHECK(report.udp_ports.ports->front().port == 53);
  CHECK(report.udp_ports.total == 9u);
  REQUIRE(report.tcp_ports.ports);
  CHECK(report.tcp_ports.ports->empty());
  CHECK(report.tcp_ports.total == 0u);
}

TEST_CASE("an empty custom list is left out") {
  Report report;
  put_list(custom(MetricType::ip_list), IpList{}, report);
  CHECK(report.empty());
  put_list(custom(MetricType::ip_list), IpList{{"192.0.2.1"}}, report);
  CHECK(std::get<IpList>(report.custom.at(0).value).addresses.size() == 1);
}

TEST_CASE("what the service would not keep is counted in each sample, and taken out of the report") {
  const MetricSpec spec = custom(MetricType::string_list);
  DropCounts dropped{};
  ListValue strings = StringList{{"fine", "not fine", ""}};
  count_unsendable(strings, spec, dropped);
  CHECK(of(dropped, Drop::unsendable_string) == 1);
  CHECK(clean_list(strings, spec) == 1);
  CHECK(std::get<StringList>(strings).strings == std::vector<std::string>{"fine", "not_fine"});

  ListValue strict = StringList{{"fine", "not fine"}};
  count_unsendable(strict, custom(MetricType::string_list, true), dropped);
  CHECK(of(dropped, Drop::unsendable_string) == 2);
  CHECK(clean_list(strict, custom(MetricType::string_list, true)) == 0);
  CHECK(std::get<StringList>(strict).strings == std::vector<std::string>{"fine"});

  ListValue addresses = IpList{{"192.0.2.1", "router", "fe80::1%eth0"}};
  count_unsendable(addresses, custom(MetricType::ip_list), dropped);
  CHECK(of(dropped, Drop::bad_address) == 2);
  CHECK(clean_list(addresses, custom(MetricType::ip_list)) == 0);
  CHECK(std::get<IpList>(addresses).addresses == std::vector<std::string>{"192.0.2.1"});
}

TEST_CASE("port 0 leaves the list and its total, other ports beyond the list stay in it") {
  DropCounts dropped{};
  ListValue list = PortList{{{0, ""}, {22, ""}}, 10};
  count_unsendable(list, standard("listening_tcp_ports"), dropped);
  clean_list(list, standard("listening_tcp_ports"));
  CHECK(std::get<PortList>(list).ports.size() == 1);
  CHECK(std::get<PortList>(list).total == 9);
  CHECK(of(dropped, Drop::bad_address) == 1);
}

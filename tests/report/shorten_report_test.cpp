#include "gateway/report/shorten_report.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("the longest list of a report is found wherever it stands") {
  Report report;
  CHECK(longest_list(report) == 0);
  report.tcp_ports.ports.emplace(2);
  CHECK(longest_list(report) == 2);
  report.udp_ports.ports.emplace(3);
  CHECK(longest_list(report) == 3);
  report.connections.connections.emplace(4);
  CHECK(longest_list(report) == 4);
  report.custom.push_back({"names", StringList{{"a", "b", "c", "d", "e"}}});
  CHECK(longest_list(report) == 5);
}

TEST_CASE("every list of a report is shortened in its order, and nothing else changes") {
  Report report;
  report.bytes_in = 7;
  report.tcp_ports.ports.emplace(4);
  report.tcp_ports.total = 4;
  report.udp_ports.ports.emplace(2);
  report.connections.connections.emplace(5);
  report.custom.push_back({"names", StringList{{"a", "b", "c", "d", "e", "f"}}});
  report.custom.push_back({"level", Number::natural(9)});
  std::mt19937_64 random(1);
  shorten_lists(report, 3, random);
  CHECK(report.bytes_in == 7u);
  CHECK(report.tcp_ports.ports->size() == 3);
  CHECK(report.tcp_ports.total == 4u);
  CHECK(report.udp_ports.ports->size() == 2);
  CHECK(report.connections.connections->size() == 3);
  const auto& names = std::get<StringList>(report.custom[0].value).strings;
  CHECK(names.size() == 3);
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::get<Number>(report.custom[1].value).natural_value() == 9);
}

#include "gateway/wire/fit/fit_report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/wire/report_encoder.hpp"

namespace gatewarden {
namespace {

// As of a gateway with many connections and open ports.
Report busy(std::size_t connections, std::size_t ports) {
  Report report;
  report.id = ReportId{1'790'000'000};
  report.bytes_in = 12;
  report.connections.connections.emplace();
  for (std::size_t i = 0; i < connections; ++i) {
    Connection one;
    one.remote_address = "192.0.2." + std::to_string(i);
    one.remote_port = 443;
    one.local_port = static_cast<std::uint16_t>(40'000 + i);
    one.local_interface = "eth0";
    report.connections.connections->push_back(one);
  }
  report.connections.total = 300;
  report.tcp_ports.ports.emplace();
  for (std::size_t i = 0; i < ports; ++i)
    report.tcp_ports.ports->push_back({static_cast<std::uint16_t>(1'000 + i), "eth0"});
  report.tcp_ports.total = ports;
  return report;
}

std::string encoded(const Report& report, Format format = Format::json) {
  std::string bytes;
  encode_report(report, format, KeyNames::long_names, bytes);
  return bytes;
}

}  // namespace

TEST_CASE("a report that is too long gets shorter lists, as long as fits, and its totals stay true") {
  std::mt19937_64 random(1);
  const Format format = GENERATE(Format::json, Format::cbor);
  Report report = busy(50, 50);
  std::string bytes = encoded(report, format);
  const std::size_t most = GENERATE(3'000, 1'500, 600);
  REQUIRE(bytes.size() > most);
  REQUIRE(fit_report(report, format, KeyNames::long_names, most, random, bytes));
  CHECK(bytes.size() <= most);
  CHECK(bytes.size() > most * 6 / 10);
  CHECK(bytes == encoded(report, format));
  CHECK(report.connections.total == 300U);
  CHECK(report.tcp_ports.total == 50U);
  CHECK(report.bytes_in == 12U);
  CHECK_FALSE(report.connections.connections->empty());
}

TEST_CASE("a short list beside a long one keeps its members") {
  std::mt19937_64 random(1);
  Report report = busy(200, 3);
  std::string bytes = encoded(report);
  REQUIRE(fit_report(report, Format::json, KeyNames::long_names, 4'000, random, bytes));
  CHECK(report.tcp_ports.ports->size() == 3);
}

TEST_CASE("a report that is too long without lists is left as it is, to be refused") {
  std::mt19937_64 random(1);
  Report report = busy(5, 0);
  std::string bytes = encoded(report);
  const std::string before = bytes;
  CHECK_FALSE(fit_report(report, Format::json, KeyNames::long_names, 100, random, bytes));
  CHECK(bytes == before);
  CHECK(report.connections.connections->size() == 5);
}

}  // namespace gatewarden

#include "gateway/wire/report_encoder.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"
#include "gateway/wire/wire_number.hpp"
#include "tests/support/allocations.hpp"
#include "tests/wire/random_report.hpp"

using namespace gatewarden;

namespace {

constexpr KeyNames kBothNames[] = {KeyNames::long_names, KeyNames::short_names};
constexpr Format kBothFormats[] = {Format::json, Format::cbor};

std::string json(const Report& report, KeyNames names = KeyNames::long_names) {
  std::string out;
  encode_report(report, Format::json, names, out);
  return out;
}

Report with(Number number) {
  Report report;
  report.id = ReportId{1};
  report.custom = {{"x", number}};
  return report;
}
std::string value_of(Number number) {
  const std::string text = json(with(number));
  const std::size_t begin = text.find("\"number\":");
  if (begin == std::string::npos) return "left out";
  return text.substr(begin + 9, text.find('}', begin) - begin - 9);
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace

TEST_CASE("a report is spelled in long names") {
  CHECK(json(test::typical_report()).size() == 683);  // the benchmarks' report
  CHECK(
      json(test::typical_report()) ==
      R"({"header":{"report_id":1790000300,"version":"1.0"},"metrics":{)"
      R"("listening_tcp_ports":{"ports":[{"port":502,"interface":"eth0"},{"port":8883,"interface":"eth0"}],"total":2},)"
      R"("listening_udp_ports":{"ports":[{"port":161}],"total":1},)"
      R"("network_stats":{"bytes_in":18231,"bytes_out":9120,"packets_in":201,"packets_out":187},)"
      R"("tcp_connections":{"established_connections":{"connections":[{"remote_addr":"192.0.2.10:49152","local_port":502,"local_interface":"eth0"}],"total":1}}},)"
      R"("custom_metrics":{"voltage_l1":[{"number":230.4}],"current_l1":[{"number":5.237}],"energy_wh":[{"number":1843}],)"
      R"("modbus_crc_errors":[{"number":4}],"seconds_since_seen":[{"number":2}],"temperature":[{"number":21.5}]}})");
}

TEST_CASE("a report is spelled in short names, of which custom values have none") {
  Report report;
  report.id = ReportId{7};
  report.packets_out = 3;
  report.connections.connections = {{"2001:db8::7", 443, 0, "wg0"}};
  report.custom = {{"peers", IpList{{"192.0.2.1", "::1"}}}, {"roles", StringList{{"a", "b"}}}};
  CHECK(
      json(report, KeyNames::short_names) ==
      R"({"hed":{"rid":7,"v":"1.0"},"met":{"ns":{"po":3},"tc":{"ec":{"cs":[{"rad":"[2001:db8::7]:443","li":"wg0"}]}}},)"
      R"("cmet":{"peers":[{"ip_list":["192.0.2.1","::1"]}],"roles":[{"string_list":["a","b"]}]}})");
}

TEST_CASE("CBOR has definite lengths, shortest integers, 64-bit floats and no tags") {
  Report report;
  report.id = ReportId{1790000300};
  report.custom = {{"t", Number::real(-2.5)}, {"n", Number::integer(-300)}};
  std::string cbor;
  encode_report(report, Format::cbor, KeyNames::short_names, cbor);
  CHECK(hex(cbor) ==
        "a2"
        "63686564"
        "a2"
        "63726964"
        "1a6ab13cac"
        "6176"
        "63312e30"
        "64636d6574"
        "a2"
        "6174"
        "81"
        "a1"
        "666e756d626572"
        "fbc004000000000000"
        "616e"
        "81"
        "a1"
        "666e756d626572"
        "39012b");
}

TEST_CASE("known to be none is an empty list, unknown is nothing at all") {
  Report report;
  report.id = ReportId{1};
  report.tcp_ports.ports.emplace();
  report.tcp_ports.total = 0;
  CHECK(
      json(report) ==
      R"({"header":{"report_id":1,"version":"1.0"},"metrics":{"listening_tcp_ports":{"ports":[],"total":0}}})");
}

TEST_CASE("a report in which nothing is known has an empty metrics object") {
  Report report;
  report.id = ReportId{1};
  CHECK(json(report) == R"({"header":{"report_id":1,"version":"1.0"},"metrics":{}})");
}

TEST_CASE("reals are rounded to 15 digits, whole ones are integers") {
  CHECK(value_of(Number::real(0.1)) == "0.1");
  CHECK(value_of(Number::real(1.0 / 3)) == "0.333333333333333");
  CHECK(value_of(Number::real(0.1 + 0.2)) == "0.3");
  CHECK(value_of(Number::real(1 + 1e-15)) == "1");
  CHECK(value_of(Number::real(-0.0)) == "0");
  CHECK(value_of(Number::real(-42.0)) == "-42");
  CHECK(value_of(Number::real(999999999999999.0)) == "999999999999999");
  CHECK(value_of(Number::real(999999999999999.9)) == "1e+15");
  CHECK(value_of(Number::real(123456789012345678.0)) == "1.23456789012346e+17");
  CHECK(value_of(Number::real(5e-324)) == "5e-324");
  CHECK(value_of(Number::real(std::numeric_limits<double>::max())) == "1.79769313486231e+308");
  CHECK(value_of(Number::real(-std::numeric_limits<double>::max())) == "-1.79769313486231e+308");
}

TEST_CASE("a decimal is written with its own digits, and gives the same double back") {
  CHECK(value_of(Number::real(230.4)) == "230.4");
  CHECK(value_of(Number::real(-0.05)) == "-0.05");
  CHECK(value_of(Number::real(100.001)) == "100.001");
  CHECK(value_of(Number::real(-123456789.0625)) == "-123456789.0625");
  CHECK(value_of(Number::real(999999999.9999)) == "999999999.9999");
  CHECK(value_of(Number::real(1e9 + 0.5)) == "1000000000.5");
  for (int i = 1; i < 30'000; i += 7) {
    const double decimal = i / 10'000.0;
    const std::string text = value_of(Number::real(decimal));
    REQUIRE(std::stod(text) == decimal);
    REQUIRE(significant_digits(text) <= 5);
  }
}

TEST_CASE("numbers that cannot be sent are left out, in lists too") {
  CHECK(value_of(Number::natural(999'999'999'999'999)) == "999999999999999");
  CHECK(value_of(Number::natural(1'000'000'000'000'000)) == "left out");
  CHECK(value_of(Number::integer(-1'000'000'000'000'000)) == "left out");
  CHECK(value_of(Number::real(std::numeric_limits<double>::infinity())) == "left out");
  CHECK(json(with(Number::real(std::numeric_limits<double>::quiet_NaN()))) ==
        R"({"header":{"report_id":1,"version":"1.0"},"metrics":{}})");
  Report report;
  report.id = ReportId{1};
  report.custom = {{"some", NumberList{{Number::natural(~0ull), Number::integer(5)}}},
                   {"none", NumberList{{Number::natural(~0ull)}}},
                   {"empty", StringList{}}};
  CHECK(json(report) ==
        R"({"header":{"report_id":1,"version":"1.0"},"custom_metrics":{"some":[{"number_list":[5]}]}})");
}

TEST_CASE("foreign text in an interface name stays text") {
  Report report;
  report.id = ReportId{1};
  report.tcp_ports.ports = {{80, "a\"b\\c\n\x7f\xC3\xBC\xFFz"}};
  CHECK(json(report).find(R"("interface":"a\"b\\c\u000a\u007f)"
                          "\xC3\xBC\xEF\xBF\xBD"
                          R"(z"})") != std::string::npos);
  for (const Format format : kBothFormats) {
    std::string bytes;
    encode_report(report, format, KeyNames::long_names, bytes);
    const DecodedReport decoded = decode_report(bytes, format);
    CHECK(decoded.soundness() == Soundness::sound);
    const Node& port =
        decoded.document->find("metrics")->find("listening_tcp_ports")->find("ports")->list()->front();
    CHECK(*port.find("interface")->text() == "a\"b\\c\n\x7f\xC3\xBC\xEF\xBF\xBDz");
  }
}

TEST_CASE("whatever a report holds, its bytes are sound and the same document in every spelling") {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    const Report report = test::RandomReport(seed).make();
    std::string first;
    for (const Format format : kBothFormats) {
      for (const KeyNames names : kBothNames) {
        std::string bytes;
        encode_report(report, format, names, bytes);
        const DecodedReport decoded = decode_report(bytes, format);
        INFO("seed " << seed << " "
                     << (decoded.findings.empty() ? "" : finding_text(decoded.findings.front())));
        REQUIRE(decoded.soundness() == Soundness::sound);
        REQUIRE(decoded.names == names);
        REQUIRE(decoded.id == static_cast<std::uint64_t>(report.id));
        const std::string text = document_text(*decoded.document);
        if (first.empty()) first = text;
        REQUIRE(text == first);
      }
    }
  }
}

TEST_CASE("encoding allocates nothing once the buffer has grown") {
  Report report = test::typical_report();
  report.custom.push_back(
      {"latency", NumberList{{Number::real(1.0 / 3), Number::real(15.5), Number::integer(-3)}}});
  report.custom.push_back(
      {"roles", StringList{{"central", "a-role-with-a-name-longer-than-any-small-string"}}});
  std::string out;
  for (const Format format : kBothFormats) {
    for (const KeyNames names : kBothNames) {
      encode_report(report, format, names, out);
      const std::size_t before = test::allocations();
      for (int i = 0; i < 100; ++i) encode_report(report, format, names, out);
      CHECK(test::allocations() == before);
    }
  }
  const std::size_t before = test::allocations();
  const std::string proof_that_it_counts(1000, 'x');
  CHECK(test::allocations() > before);
}

// Run by tests/system/report_readers.py, which sets the folder: every report in every
// spelling, for others' readers.
TEST_CASE("reports for other readers", "[.reports]") {
  const char* folder = std::getenv("GATEWARDEN_REPORTS_FOLDER");
  REQUIRE(folder != nullptr);
  for (std::uint64_t seed = 0; seed <= 500; ++seed) {
    const Report report = seed == 0 ? test::typical_report() : test::RandomReport(seed).make();
    for (const Format format : kBothFormats) {
      for (const KeyNames names : kBothNames) {
        std::string bytes;
        encode_report(report, format, names, bytes);
        const std::string spelling = names == KeyNames::long_names ? "-long." : "-short.";
        std::ofstream to(std::filesystem::path(folder) /
                             (std::to_string(seed) + spelling + std::string(to_string(format))),
                         std::ios::binary);
        to << bytes;
        REQUIRE(to.good());
      }
    }
  }
}

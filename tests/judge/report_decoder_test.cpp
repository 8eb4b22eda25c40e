#include "gateway/judge/report_decoder.hpp"

#include <catch2/catch.hpp>

#include "gateway/judge/report_text.hpp"
#include "gateway/wire/limits.hpp"

using namespace gatewarden;

namespace {

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// {"hed":{"rid":1,"v":"1.0"},"cmet":{"x":[{"number": <value>}]}}
std::string cbor_number(std::string_view value) {
  return bytes_of("a263686564a26372696401617663312e3064636d6574a1617881a1666e756d626572" +
                  std::string(value));
}
DecodedReport cbor(std::string_view hex) { return decode_report(bytes_of(hex), Format::cbor); }
DecodedReport json(std::string_view text) { return decode_report(text, Format::json); }
DecodedReport json_metric(std::string_view value) {
  return json(R"({"header":{"report_id":1,"version":"1.0"},"custom_metrics":{"x":[)" + std::string(value) +
              "]}}");
}
DecodedReport json_metrics(std::string_view metrics) {
  return json(R"({"header":{"report_id":1,"version":"1.0"},"metrics":)" + std::string(metrics) + "}");
}
DecodedReport json_peer(std::string_view address) {
  return json_metrics(R"({"tcp_connections":{"established_connections":{"connections":[{"remote_addr":)" +
                      std::string(address) + "}]}}}");
}

void check(const DecodedReport& report, Consequence consequence, std::string_view path,
           std::string_view rule = {}) {
  REQUIRE(report.findings.size() == 1);
  const Finding& finding = report.findings.front();
  INFO(finding_text(finding));
  CHECK(finding.consequence == consequence);
  CHECK(finding.path == path);
  CHECK(finding.rule.find(rule) != std::string::npos);
}

constexpr const char* kNumber = "custom_metrics.x[0].number";

}  // namespace

TEST_CASE("custom numbers may have 15 digits, however they are written") {
  for (const char* good : {"999999999999999", "-999999999999999", "0.100000000000000000000",
                           "123456.789012345", "1e300", "0.000000000000000000123", "1.5e-7"}) {
    INFO(good);
    CHECK(json_metric(R"({"number":)" + std::string(good) + "}").soundness() == Soundness::sound);
  }
  for (const char* long_one :
       {"1000000000000000", "0.1234567890123456", "-1234567.890123456", "123456789012345678901234567890"}) {
    INFO(long_one);
    check(json_metric(R"({"number":)" + std::string(long_one) + "}"), Consequence::discarded, kNumber,
          "15 digits");
  }
  CHECK(decode_report(cbor_number("fb3fb999999999999a"), Format::cbor).soundness() ==
        Soundness::sound);  // 0.1
  check(decode_report(cbor_number("fb3fd3333333333334"), Format::cbor), Consequence::discarded, kNumber,
        "15 digits");
  check(decode_report(cbor_number("1b00038d7ea4c68000"), Format::cbor), Consequence::discarded, kNumber,
        "15 digits");
  check(decode_report(cbor_number("3bffffffffffffffff"), Format::cbor), Consequence::discarded, kNumber,
        "15 digits");
}

TEST_CASE("strings keep to their alphabet, digits included") {
  CHECK(json_metric(R"({"string_list":["v1.2/a_b-c:d"]})").soundness() == Soundness::sound);
  check(json_metric(R"({"string_list":["ok","two words"]})"), Consequence::discarded,
        "custom_metrics.x[0].string_list[1]");
  check(json_metric(R"({"ip_list":["fe80::1%eth0"]})"), Consequence::discarded,
        "custom_metrics.x[0].ip_list[0]");
}

TEST_CASE("a custom metric is a list of one value of one type, below an object") {
  check(json_metric(R"({"number":1,"string_list":["a"]})"), Consequence::undetermined, "custom_metrics.x[0]",
        "only one of the keys");
  const auto customs = [](std::string_view value) {
    return json(R"({"header":{"report_id":1,"version":"1.0"},"custom_metrics":)" + std::string(value) + "}");
  };
  check(customs("[]"), Consequence::rejected, "custom_metrics", "must be an object");
  check(customs("{}"), Consequence::undetermined, "custom_metrics", "may not be empty");
  check(customs(R"({"x":5})"), Consequence::rejected, "custom_metrics.x", "must be a list of one value");
  check(customs(R"({"x":{"number":5}})"), Consequence::rejected, "custom_metrics.x", "not the value itself");
  check(customs(R"({"x":null})"), Consequence::undetermined, "custom_metrics.x", "null");
  check(customs(R"({"x":[{"number":5},{"number":6}]})"), Consequence::undetermined, "custom_metrics.x",
        "exactly one value");
}

TEST_CASE("a list holds values of its type only") {
  check(json_metric(R"({"string_list":["a",5]})"), Consequence::rejected,
        "custom_metrics.x[0].string_list[1]", "must be a string");
  check(json_metric(R"({"ip_list":[5]})"), Consequence::rejected, "custom_metrics.x[0].ip_list[0]",
        "must be a string");
  check(json_metric(R"({"number_list":["5"]})"), Consequence::rejected, "custom_metrics.x[0].number_list[0]",
        "must be a number");
}

TEST_CASE("a local port may be unknown, a listening one not") {
  const auto connection = [](std::string_view port) {
    return json_metrics(R"({"tcp_connections":{"established_connections":{"connections":[)"
                        R"({"remote_addr":"192.0.2.7:443","local_port":)" +
                        std::string(port) + "}]}}}");
  };
  CHECK(connection("0").soundness() == Soundness::sound);
  CHECK(connection("65535").soundness() == Soundness::sound);
  for (const char* bad : {"-1", "65536", "1.5"})
    check(connection(bad), Consequence::rejected,
          "metrics.tcp_connections.established_connections.connections[0].local_port");
  check(json_metrics(R"({"listening_tcp_ports":{"ports":[{"port":0}]}})"), Consequence::rejected,
        "metrics.listening_tcp_ports.ports[0].port");
}

TEST_CASE("counts are whole, not negative and below 2^53") {
  const auto bytes_in = [](std::string_view value) {
    return json_metrics(R"({"network_stats":{"bytes_in":)" + std::string(value) + "}}");
  };
  constexpr const char* kPath = "metrics.network_stats.bytes_in";
  CHECK(bytes_in("0").soundness() == Soundness::sound);
  CHECK(bytes_in("9007199254740991").soundness() == Soundness::sound);
  check(bytes_in("9007199254740992"), Consequence::undetermined, kPath, "may lose digits");
  check(bytes_in("1.5"), Consequence::undetermined, kPath, "a fraction");
  check(bytes_in("-1"), Consequence::rejected, kPath);
  check(bytes_in("\"1\""), Consequence::rejected, kPath);
}

TEST_CASE("peers are ip:port") {
  for (const char* good :
       {R"("192.0.2.1:0")", R"("192.0.2.1:65535")", R"("[::1]:80")", R"("[::ffff:192.0.2.1]:80")"}) {
    INFO(good);
    CHECK(json_peer(good).soundness() == Soundness::sound);
  }
  const std::string path = "metrics.tcp_connections.established_connections.connections[0].remote_addr";
  for (const char* bad :
       {R"("192.0.2.1")", R"("192.0.2.1:65536")", R"("host:80")", R"("[192.0.2.1]:80")", R"("[::1]")",
        R"("[::1]:")", R"(":80")", R"("")", R"("192.0.2.1:80 ")", R"("192.0.2.1:+80")", "80", "true"}) {
    INFO(bad);
    check(json_peer(bad), Consequence::rejected, path);
  }
  for (const char* bare : {R"("::1")", R"("2001:db8::7:8883")"}) {
    INFO(bare);
    check(json_peer(bare), Consequence::undetermined, path, "brackets");
  }
}

TEST_CASE("a key that stands twice is found, spelled either way") {
  check(json_metrics(R"({"network_stats":{"bytes_in":1,"bytes_in":2}})"), Consequence::undetermined,
        "metrics.network_stats.bytes_in", "twice");
  const DecodedReport both = json(R"({"header":{"report_id":1,"version":"1.0"},"metrics":{},"met":{}})");
  CHECK(both.soundness() == Soundness::unsettled);
  CHECK(both.findings.size() == 2);  // twice, and mixed
  check(cbor("a363686564a26372696401617663312e30636d6574a0636d6574a0"), Consequence::undetermined, "metrics",
        "twice");
}

TEST_CASE("faults of JSON itself are named") {
  check(json(R"({"header":{}} x)"), Consequence::rejected, "report", "not JSON");
  check(json(""), Consequence::rejected, "report", "no bytes");
  check(json("\xEF\xBB\xBF{}"), Consequence::rejected, "report", "byte order mark");
  check(json(R"({"a":Infinity})"), Consequence::rejected, "report", "not JSON");
  check(json(R"({"a":1e999})"), Consequence::rejected, "report", "not readable at byte 10: number overflow");
  check(json(R"({"a":"\ud800"})"), Consequence::rejected, "report", "not readable at byte 13: ");
  for (const std::string& zero : {std::string("{}\0", 3), std::string("{}\0{}", 5)})
    check(json(zero), Consequence::rejected, "report", "not JSON at byte 3: a zero byte");
  check(json("[]"), Consequence::rejected, "report", "object");
  check(json(std::string(5000, '[')), Consequence::rejected, "report", "16 levels");
}

TEST_CASE("indefinite lengths are CBOR that an AWS agent sends") {
  // Maps and lists without a length, ended by 0xff.
  CHECK(
      cbor("bf63686564bf6372696401617663312e30ff64636d6574bf61789fbf666e756d62657201ffffffff").soundness() ==
      Soundness::sound);
  check(cbor("a263686564a263726964016176"
             "7f"
             "61316"
             "22e30"
             "ff"
             "636d6574a0"),
        Consequence::undetermined, "header.version", "pieces");
}

TEST_CASE("what CBOR allows and no AWS document mentions is unsettled") {
  check(decode_report(cbor_number("c101"), Format::cbor), Consequence::undetermined, kNumber, "tag");
  check(decode_report(cbor_number("f93c00"), Format::cbor), Consequence::undetermined, kNumber, "64 bits");
  check(decode_report(cbor_number("fa3fc00000"), Format::cbor), Consequence::undetermined, kNumber,
        "64 bits");
}

TEST_CASE("a CBOR tag is a doubt at the place that carries it") {
  const std::string header = "a263686564a26372696401617663312e30", customs = header + "64636d6574",
                    ports = header + "636d6574a1627470a163707473";
  check(cbor(customs + "c1a1617881a1666e756d62657205"), Consequence::undetermined, "custom_metrics",
        "CBOR tag");
  check(cbor(customs + "a16178c181a1666e756d62657205"), Consequence::undetermined, "custom_metrics.x",
        "CBOR tag");
  check(cbor(ports + "c181a16270741850"), Consequence::undetermined, "metrics.listening_tcp_ports.ports",
        "CBOR tag");
  check(cbor(ports + "81c1a16270741850"), Consequence::undetermined, "metrics.listening_tcp_ports.ports[0]",
        "CBOR tag");
  check(cbor(ports + "81a1627074c11850"), Consequence::undetermined,
        "metrics.listening_tcp_ports.ports[0].port", "CBOR tag");
}

TEST_CASE("numbers that are none are not kept, or refused") {
  check(decode_report(cbor_number("fb7ff8000000000000"), Format::cbor), Consequence::discarded, kNumber,
        "finite");
  check(decode_report(cbor_number("fb7ff0000000000000"), Format::cbor), Consequence::discarded, kNumber,
        "finite");
  // bytes_in: NaN
  check(cbor("a263686564a26372696401617663312e30636d6574a1626e73a1626269fb7ff8000000000000"),
        Consequence::rejected, "metrics.network_stats.bytes_in");
}

TEST_CASE("broken CBOR is refused wherever it breaks") {
  for (const char* broken : {"",
                             "ff",
                             "a1",
                             "a101a0",
                             "a1f6a0",
                             "a1a0a0",
                             "a140a0",
                             "1c",
                             "a163686564",
                             "5f",
                             "7f",
                             "7f01ff",
                             "bf6161ff",
                             "a16161c1",
                             "9bffffffffffffffff",
                             "bbffffffffffffffff",
                             "7bffffffffffffffff",
                             "a161ff01",
                             "c1",
                             "f8",
                             "fc",
                             "bfc1ff"}) {
    INFO(broken);
    const DecodedReport report = cbor(broken);
    CHECK(report.soundness() == Soundness::faulty);
    CHECK_FALSE(report.document.has_value());
  }
  CHECK(cbor(std::string(2000, '8')).soundness() == Soundness::faulty);  // 0x88 0x88 ...: ever deeper
  std::string whole = cbor_number("1903e8");
  REQUIRE(decode_report(whole, Format::cbor).soundness() == Soundness::sound);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(decode_report(whole.substr(0, size), Format::cbor).soundness() == Soundness::faulty);
  }
}

TEST_CASE("128 KB are read as 1000s where that is certain, and as a question up to 1024s") {
  const std::string report = R"({"header":{"report_id":1,"version":"1.0"},"metrics":{}})";
  const auto padded = [&](std::size_t size) { return report + std::string(size - report.size(), ' '); };
  CHECK(json(padded(128'000)).soundness() == Soundness::sound);
  check(json(padded(128'001)), Consequence::undetermined, "report", "128 KB");
  check(json(padded(131'072)), Consequence::undetermined, "report", "128 KB");
  check(json(padded(131'073)), Consequence::not_delivered, "report", "128 KB");
  CHECK_FALSE(json(padded(131'073)).document.has_value());
}

TEST_CASE("a thing name that is not one topic level never arrives") {
  for (const char* name : {"", "a/b", "+", "a#"}) {
    INFO(name);
    const DecodedReport report = decode_report(R"({"header":{"report_id":1,"version":"1.0"},"metrics":{}})",
                                               Format::json, {.thing = name});
    check(report, Consequence::not_delivered, "thing name");
  }
}

TEST_CASE("findings are bounded, and a fault is never hidden by doubts") {
  std::string doubts = R"({"header":{"report_id":1,"version":"1.0"},"metrics":{)";
  for (int i = 0; i < 500; ++i) doubts += "\"k" + std::to_string(i) + "\":1,";
  const DecodedReport unsettled = json(doubts + R"("network_stats":{}}})");
  CHECK(unsettled.findings.size() == kMaxFindings);
  CHECK(unsettled.more_findings);
  CHECK(unsettled.soundness() == Soundness::unsettled);
  const DecodedReport faulty = json(doubts + R"("network_stats":{"bytes_in":-1}}})");
  CHECK(faulty.findings.size() == kMaxFindings);
  CHECK(faulty.soundness() == Soundness::faulty);
}

TEST_CASE("the format of a file is guessed by its suffix, then by its first byte") {
  CHECK(guess_format("a.cbor", "{}").format == Format::cbor);
  CHECK(guess_format("a.json", "\xA1").format == Format::json);
  CHECK(guess_format("-", "  {}").format == Format::json);
  CHECK(guess_format("-", "\xA0").format == Format::cbor);
  CHECK(guess_format("-", "\xA1").format == Format::cbor);
  CHECK(guess_format("-", "\xBF").format == Format::cbor);
  CHECK(guess_format("-", "").format == Format::json);
}

TEST_CASE("a decoded report is shown in long names, and nothing in it reaches the terminal raw") {
  const DecodedReport report = json(
      "{\"hed\":{\"rid\":1,\"v\":\"1.0\"},\"met\":{\"ns\":{\"bi\":5}},\"cmet\":{\"x\":[{\"string_list\":["
      "\"\\u001b[2J\",\"b\"]}]},\"\\u001b]0\":null}");
  CHECK(document_text(*report.document) == R"({
  "header": {
    "report_id": 1,
    "version": "1.0"
  },
  "metrics": {
    "network_stats": {
      "bytes_in": 5
    }
  },
  "custom_metrics": {
    "x": [
      {
        "string_list": ["\u001b[2J", "b"]
      }
    ]
  },
  "\u001b]0": null
})");
  REQUIRE(report.findings.size() == 2);
  CHECK(finding_text(report.findings[0]) ==
        "discarded: custom_metrics.x[0].string_list[0]: must hold only letters, digits and : _ / . - "
        "(stated; AWS IoT device SDK for C++, readme of its Device Defender sample)");
  CHECK(finding_text(report.findings[1]).find("undetermined: \\u001b]0: ") == 0);
}

#include "gateway/wire/report_record.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway/wire/report_encoder.hpp"
#include "tests/support/allocations.hpp"
#include "tests/wire/random_report.hpp"

using namespace gatewarden;
using Json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

const WallTime kAt{1764000000000ms};

std::string record(const RecordFrame& frame, Format format, std::string_view report) {
  std::string out = "what was here before";
  encode_record(frame, format, report, out);
  return out;
}

std::string encoded(const Report& report, Format format, KeyNames names = KeyNames::long_names) {
  std::string bytes;
  encode_report(report, format, names, bytes);
  return bytes;
}

// Names that unregistered things may have.
const std::vector<std::string> kNames = {
    "press-1", "plant7:meter_2", R"(the "old" press)", R"(C:\press\1)",      "Prüfstand-日本-\U0001F527",
    " ",       "a:\u2028b",      std::string(24, 'x'), std::string(128, 'y')};

}  // namespace

TEST_CASE("a record in JSON is the report's own text between thing, gateway and time") {
  CHECK(
      record({"press-1", "plant7-gw", kAt}, Format::json, R"({"header":{"report_id":7}})") ==
      R"({"thing":"press-1","gateway":"plant7-gw","at":1764000000000,"report":{"header":{"report_id":7}}})");
}

TEST_CASE("a record in CBOR is a definite map of four that ends with the report's own bytes") {
  const std::string report = encoded(test::typical_report(), Format::cbor);
  const std::string bytes = record({"press-1", "plant7-gw", kAt}, Format::cbor, report);
  CHECK(static_cast<unsigned char>(bytes.front()) == 0xa4);
  CHECK(bytes.substr(bytes.size() - report.size()) == report);
  const Json read = Json::from_cbor(bytes);
  CHECK(read.size() == 4);
  CHECK(read["at"] == 1764000000000);
}

TEST_CASE("whatever a thing is called, its record says so in both formats and stays one line") {
  for (const std::string& thing : kNames) {
    for (const std::string& gateway : kNames) {
      CAPTURE(thing, gateway);
      const RecordFrame frame{thing, gateway, kAt};
      const Report report = test::RandomReport(thing.size() + 7 * gateway.size()).make();
      const std::string line = record(frame, Format::json, encoded(report, Format::json));
      const Json expected = {{"thing", thing},
                             {"gateway", gateway},
                             {"at", 1764000000000},
                             {"report", Json::parse(encoded(report, Format::json))}};
      REQUIRE(Json::parse(line) == expected);
      REQUIRE(line.find('\n') == std::string::npos);
      REQUIRE(Json::from_cbor(record(frame, Format::cbor, encoded(report, Format::cbor))) == expected);
    }
  }
}

TEST_CASE("a name that is no UTF-8 or holds a line break neither breaks its record nor its line") {
  const RecordFrame frame{"press\xff-\n1", "gw\x80", kAt};
  const std::string line = record(frame, Format::json, "{}");
  CHECK(line.find('\n') == std::string::npos);
  CHECK(Json::parse(line)["thing"] == "press\uFFFD-\n1");
  CHECK(Json::parse(line)["gateway"] == "gw\uFFFD");
  CHECK(Json::from_cbor(record(frame, Format::cbor, "\xa0"))["thing"] == "press\uFFFD-\n1");
}

TEST_CASE("a clock before 1970 says 0") {
  CHECK(Json::parse(record({"a", "b", WallTime{-5ms}}, Format::json, "{}"))["at"] == 0);
  CHECK(Json::from_cbor(record({"a", "b", WallTime{-5ms}}, Format::cbor, "\xa0"))["at"] == 0);
}

TEST_CASE("a record allocates nothing once its buffer has grown") {
  std::string out;
  for (const Format format : {Format::json, Format::cbor}) {
    const std::string report = encoded(test::typical_report(), format);
    encode_record({"press-1", "plant7-gw", kAt}, format, report, out);
    const std::size_t before = test::allocations();
    for (int i = 0; i < 100; ++i) encode_record({"press-1", "plant7-gw", kAt}, format, report, out);
    CHECK(test::allocations() == before);
  }
}

// Run by tests/system/report_readers.py, which sets the folder.
TEST_CASE("records for other readers", "[.reports]") {
  const char* folder = std::getenv("GATEWARDEN_REPORTS_FOLDER");
  REQUIRE(folder != nullptr);
  const std::filesystem::path to(folder);
  std::ofstream lines(to / "records.ndjson", std::ios::binary);
  for (std::uint64_t number = 0; number < 200; ++number) {
    const Report report = test::RandomReport(number).make();
    const RecordFrame frame{kNames[number % kNames.size()], "plant7-gw", kAt + number * 1ms};
    const auto names = number % 2 ? KeyNames::short_names : KeyNames::long_names;
    lines << record(frame, Format::json, encoded(report, Format::json, names)) << '\n';
    std::ofstream cbor(to / ("record-" + std::to_string(number) + ".cbor"), std::ios::binary);
    cbor << record(frame, Format::cbor, encoded(report, Format::cbor, names));
    REQUIRE(cbor.good());
  }
  REQUIRE(lines.flush().good());
}

#include <map>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"
#include "gateway/judge/service_rules.hpp"

#include "tests/wire/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::map<std::string, MetricType, std::less<>> registered(const Json& vector) {
  std::map<std::string, MetricType, std::less<>> metrics;
  for (const auto& [name, type] : vector.at("registered").items())
    metrics[name] = *parse_metric_type(type.get<std::string>());
  return metrics;
}

DecodedReport decoded(const Json& vector) {
  ReportSurroundings known;
  known.thing = vector["thing"].get<std::string>();
  std::map<std::string, MetricType, std::less<>> metrics;
  if (vector.contains("registered")) {
    metrics = registered(vector);
    known.registered = &metrics;
  }
  return decode_report(payload(vector), *parse_format(vector["format"].get<std::string>()), known);
}

// "rejected header.version inferred", sorted, to compare expected and found.
std::string line(const Json& finding) {
  return finding["consequence"].get<std::string>() + " " + finding["path"].get<std::string>() + " " +
         finding["certainty"].get<std::string>();
}
std::vector<std::string> wanted(const Json& findings) {
  std::vector<std::string> lines;
  for (const Json& finding : findings) lines.push_back(line(finding));
  std::sort(lines.begin(), lines.end());
  return lines;
}
std::string line(const Finding& finding) {
  return std::string(to_string(finding.consequence)) + " " + finding.path + " " +
         std::string(to_string(finding.certainty));
}
std::vector<std::string> found(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) lines.push_back(line(finding));
  std::sort(lines.begin(), lines.end());
  return lines;
}

void judge_folder(const std::string& folder, Soundness expected) {
  for (const fs::path& file : cases(folder)) {
    INFO(file.filename());
    const Json vector = load(file);
    const DecodedReport report = decoded(vector);
    CHECK(report.soundness() == expected);
    CHECK(found(report.findings) == wanted(vector["findings"]));
    for (const Finding& finding : report.findings) {
      CHECK_FALSE(finding.rule.empty());
      CHECK_FALSE(finding.source.empty());
    }
  }
}

Ruling ruling(const std::string& word) {
  return word == "accepted" ? Ruling::accepted : word == "throttled" ? Ruling::throttled : Ruling::silent;
}

}  // namespace

TEST_CASE("a report the service takes and keeps whole has no finding") {
  REQUIRE(cases("reports/sound").size() >= 16);
  judge_folder("reports/sound", Soundness::sound);
}

TEST_CASE("a faulty report is found out, with path, certainty and consequence") {
  REQUIRE(cases("reports/faulty").size() >= 25);
  judge_folder("reports/faulty", Soundness::faulty);
}

TEST_CASE("what no source settles stays unsettled") {
  REQUIRE(cases("reports/unsettled").size() >= 11);
  judge_folder("reports/unsettled", Soundness::unsettled);
}

TEST_CASE("a document reads the same from JSON and from CBOR") {
  int pairs = 0;
  for (const fs::path& file : cases("reports/sound")) {
    const Json vector = load(file);
    if (!vector.contains("same_in_cbor")) continue;
    INFO(file.filename());
    const DecodedReport cbor = decode_report(bytes_of(vector["same_in_cbor"]), Format::cbor);
    CHECK(cbor.soundness() == Soundness::sound);
    CHECK(document_text(*cbor.document) == document_text(*decoded(vector).document));
    ++pairs;
  }
  CHECK(pairs >= 12);
}

TEST_CASE("long and short names are the same document") {
  const auto names = [](const char* file) { return decoded(load(vectors() / "reports/sound" / file)); };
  for (const char* suffix : {".json", "_cbor.json"}) {
    const DecodedReport in_long = names((std::string("everything_long") + suffix).c_str());
    const DecodedReport in_short = names((std::string("everything_short") + suffix).c_str());
    CHECK(in_long.names == KeyNames::long_names);
    CHECK(in_short.names == KeyNames::short_names);
    CHECK(document_text(*in_long.document) == document_text(*in_short.document));
  }
}

TEST_CASE("reports in sequence are judged by floor and id") {
  REQUIRE(cases("sequences").size() >= 5);
  for (const fs::path& file : cases("sequences")) {
    INFO(file.filename());
    ReportHistory history;
    const Json sequence = load(file);
    REQUIRE(sequence["steps"].size() >= 2);
    for (const Json& step : sequence["steps"]) {
      const DecodedReport report = decode_report(step["report"].dump(), Format::json);
      const SteadyTime at{std::chrono::seconds(step["at_s"].get<int>())};
      const Judgement judgement = history.judge(step["thing"].get<std::string>(), report, at);
      CHECK(judgement.ruling == ruling(step["ruling"]));
      REQUIRE(judgement.finding.has_value() == step.contains("finding"));
      if (judgement.finding) CHECK(line(*judgement.finding) == line(step["finding"]));
    }
  }
}

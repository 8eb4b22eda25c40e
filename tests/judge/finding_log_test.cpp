#include "gateway/judge/finding_log.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a finding has the path of the value at hand, and `report` where there is none") {
  DecodedReport report;
  FindingLog log(report);
  {
    const FindingLog::Inside metrics(log, "metrics");
    const FindingLog::Inside ports(log, "ports");
    const FindingLog::Inside second(log, 1);
    const FindingLog::Inside port(log, "port");
    log.unknown("a doubt");
  }
  log.unknown("another");
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].path == "metrics.ports[1].port");
  CHECK(report.findings[0].source == source::kNone);
  CHECK(report.findings[1].path == "report");
}

TEST_CASE("a key of any length takes a bounded place in a path") {
  DecodedReport report;
  FindingLog log(report);
  const FindingLog::Inside inside(log, std::string(100'000, 'k'));
  log.unknown("a doubt");
  CHECK(report.findings.at(0).path == std::string(128, 'k'));
}

TEST_CASE("of a hundred doubts and more, the last gives way to the first fault") {
  DecodedReport report;
  FindingLog log(report);
  for (std::size_t i = 0; i < kMaxFindings; ++i) log.unknown("doubt " + std::to_string(i));
  CHECK_FALSE(report.more_findings);
  log.unknown("one too many");
  CHECK(report.more_findings);
  CHECK(report.soundness() == Soundness::unsettled);
  log.add("a fault", source::kApi, Certainty::stated, Consequence::rejected);
  log.add("a second fault", source::kApi, Certainty::stated, Consequence::rejected);
  REQUIRE(report.findings.size() == kMaxFindings);
  CHECK(report.findings.back().rule == "a fault");
  CHECK(report.findings[kMaxFindings - 2].rule == "doubt " + std::to_string(kMaxFindings - 2));
}

TEST_CASE("a row's broken constraint is cited with its source") {
  DecodedReport report;
  FindingLog log(report);
  log.broken(*find_key(ReportPart::header, "rid"));
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].rule == "must be a positive integer of at most 2^53-1");
  CHECK(report.findings[0].source == source::kTroubleshooting);
  CHECK(report.findings[0].consequence == Consequence::rejected);
}

#include "gateway/judge/service_rules.hpp"

#include <catch2/catch.hpp>

#include "gateway/judge/report_decoder.hpp"

using namespace gatewarden;
using std::chrono::seconds;

namespace {

SteadyTime at(int s) { return SteadyTime(seconds(s)); }

DecodedReport report(std::uint64_t id) {
  return decode_report(
      R"({"header":{"report_id":)" + std::to_string(id) + R"(,"version":"1.0"},"metrics":{}})", Format::json);
}

}  // namespace

TEST_CASE("the floor counts from the last accepted report, and a throttled one leaves no trace") {
  ReportHistory history(seconds(300));
  CHECK(history.judge("a", report(1), at(0)).ruling == Ruling::accepted);
  CHECK(history.judge("a", report(2), at(299)).ruling == Ruling::throttled);
  CHECK(history.judge("a", report(2), at(300)).ruling == Ruling::accepted);
}

TEST_CASE("a repeated id is dropped in silence, however late") {
  ReportHistory history(seconds(300));
  CHECK(history.judge("a", report(1), at(0)).ruling == Ruling::accepted);
  CHECK(history.judge("a", report(1), at(1)).ruling == Ruling::silent);
  CHECK(history.judge("a", report(1), at(100'000)).ruling == Ruling::silent);
}

TEST_CASE("a lowered floor lets reports follow each other") {
  ReportHistory history(seconds(1));
  for (int i = 0; i < 5; ++i)
    CHECK(history.judge("a", report(1 + static_cast<std::uint64_t>(i)), at(i)).ruling == Ruling::accepted);
}

TEST_CASE("an invalid report is answered as such and uses up nothing") {
  ReportHistory history;
  CHECK(history.judge("a", decode_report("{}", Format::json), at(0)).ruling == Ruling::invalid_payload);
  CHECK(history.things() == 0);
  CHECK(history.judge("a", report(1), at(1)).ruling == Ruling::accepted);
}

TEST_CASE("a report that is taken and not kept whole is accepted") {
  ReportHistory history;
  const auto discarded = decode_report(
      R"({"header":{"report_id":1,"version":"1.0"},"custom_metrics":{"x":[{"number":1234567890123456}]}})",
      Format::json);
  REQUIRE(discarded.soundness() == Soundness::faulty);
  CHECK(history.judge("a", discarded, at(0)).ruling == Ruling::accepted);
}

TEST_CASE("what is remembered is bounded, oldest forgotten first") {
  ReportHistory history(seconds(0));
  const auto ids = static_cast<std::uint64_t>(ReportHistory::kIdsPerThing);
  for (std::uint64_t id = 1; id <= ids + 1; ++id) history.judge("a", report(id), at(static_cast<int>(id)));
  CHECK(history.judge("a", report(2), at(1000)).ruling == Ruling::silent);
  CHECK(history.judge("a", report(1), at(1001)).ruling == Ruling::accepted);  // forgotten

  ReportHistory many;
  const DecodedReport any = report(1);
  for (std::size_t i = 0; i <= ReportHistory::kThings; ++i)
    many.judge("thing-" + std::to_string(i), any, at(0));
  CHECK(many.things() == ReportHistory::kThings);
  CHECK(many.judge("thing-" + std::to_string(ReportHistory::kThings), any, at(0)).ruling == Ruling::silent);
  CHECK(many.judge("thing-0", any, at(0)).ruling == Ruling::accepted);
}

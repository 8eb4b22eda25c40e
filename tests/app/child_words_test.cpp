#include "gateway/app/view/child_words.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;
using Kind = Outcome::Kind;

namespace {

ChildRecord ended(Kind kind) {
  ChildRecord record;
  record.last_id = ReportId{7};
  record.has_outcome = true;
  record.last_outcome = kind;
  return record;
}

Rejection rejection(std::uint64_t id = 7) {
  return {{DeviceId{1}, "meter-1", ReportId{id}, Kind::rejected, "InvalidPayload", "no such metric"}, {}, {}};
}

Quarantine::Entry quarantined() {
  Quarantine::Entry entry;
  entry.cause = Quarantine::Cause::unauthorised;
  entry.why = "not authorised";
  entry.probe_at = SteadyTime(100s);
  return entry;
}

}  // namespace

TEST_CASE("a verdict is said in the service's words, with its code where it refused") {
  const Rejection newest = rejection();
  CHECK(verdict_text({}, nullptr).empty());  // nothing ended yet
  CHECK(verdict_text(ended(Kind::accepted), nullptr) == "accepted");
  CHECK(verdict_text(ended(Kind::throttled), &newest) == "throttled");
  CHECK(verdict_text(ended(Kind::rejected), &newest) == "rejected InvalidPayload");
  CHECK(verdict_text(ended(Kind::refused), &newest) == "refused InvalidPayload");
  CHECK(verdict_text(ended(Kind::withheld), nullptr) == "withheld");
  CHECK(verdict_text(ended(Kind::no_verdict), nullptr) == "sent, no verdict");
  CHECK(verdict_text(ended(Kind::no_verdict), nullptr, false) == "published");
  CHECK(verdict_text(ended(Kind::abandoned), nullptr) == "not sent");
  CHECK(verdict_text(ended(Kind::outdated), nullptr) == "outdated, not sent");
  ChildRecord written;
  written.passed = 2;
  CHECK(verdict_text(written, nullptr) == "written, sent to no service");
}

TEST_CASE("the code of an older report is not the newest one's") {
  const Rejection older = rejection(6);
  CHECK(verdict_text(ended(Kind::rejected), &older) == "rejected");
  CHECK(why_text("meter-1", "", {}, ended(Kind::rejected), &older) == "rejected");
}

TEST_CASE("why a child is not well: the device first, then the broker, then the service") {
  const Rejection newest = rejection();
  const ChildRecord record = ended(Kind::rejected);
  CHECK(why_text("meter-1", "no answer", quarantined(), record, &newest) == "no answer");
  CHECK(why_text("meter-1", "", quarantined(), record, &newest) ==
        std::string(to_string(Quarantine::Cause::unauthorised)) + ": `gatewarden last meter-1` says why");
  CHECK(why_text("meter-1", "", {}, record, &newest) == "rejected InvalidPayload: no such metric");
}

TEST_CASE("a child whose report was accepted, or has no verdict yet, is well") {
  CHECK(why_text("meter-1", "", {}, {}, nullptr).empty());
  CHECK(why_text("meter-1", "", {}, ended(Kind::accepted), nullptr).empty());
  CHECK(why_text("meter-1", "", {}, ended(Kind::no_verdict), nullptr).empty());
  CHECK(why_text("meter-1", "", {}, ended(Kind::withheld), nullptr) == "withheld");
}

TEST_CASE("a quarantine says when it is tried again, and never in the past") {
  CHECK_THAT(quarantine_text(quarantined(), SteadyTime(40500ms)),
             Catch::Contains("not authorised; tried again with the first report after 60 s"));
  CHECK_THAT(quarantine_text(quarantined(), SteadyTime(200s)), Catch::Contains("after 0 s"));
}

TEST_CASE("what an outage kept away says why, and is no rejection") {
  Rejection outdated = rejection();
  outdated.outcome.kind = Kind::outdated;
  outdated.outcome.code = "outdated";
  outdated.outcome.detail = "not acknowledged, and too old to be sent again: the nucleus is offline";
  CHECK(why_text("meter-1", "", {}, ended(Kind::outdated), &outdated) ==
        "outdated, not sent: not acknowledged, and too old to be sent again: the nucleus is offline");
}

TEST_CASE("a child that is never answered while others are accepted asks for its topic's permission") {
  ChildRecord record = ended(Kind::no_verdict);
  record.outcomes[Kind::no_verdict] = 3;
  CHECK(never_answered(record));
  CHECK(why_text("meter-1", "", {}, record, nullptr, "others are accepted") == "others are accepted");
  CHECK(why_text("meter-1", "", {}, record, nullptr).empty());
  record.outcomes[Kind::accepted] = 1;
  CHECK_FALSE(never_answered(record));
}

TEST_CASE("the reason of the last outcome stays while a newer report waits") {
  const Rejection last = rejection(7);
  ChildRecord record = ended(Kind::rejected);
  record.last_settled = ReportId{7};
  record.last_id = ReportId{8};
  record.waiting = true;
  CHECK(why_text("meter-1", "", {}, record, &last) == "rejected InvalidPayload: no such metric");
}

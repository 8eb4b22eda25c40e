#include "gateway/app/children/verdict_log.hpp"

#include <algorithm>

#include "gateway/base/fnv1a.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

using Kind = Outcome::Kind;

const char* event_of(Kind kind) {
  if (kind == Kind::throttled) return "report_throttled";
  return kind == Kind::rejected ? "report_rejected" : "report_refused";
}

}  // namespace

void VerdictLog::settled(const Outcome& outcome) {
  if (is_answer(outcome.kind) && ++answered_ == 1 && said_silent_)
    log::info("app", "reports_answered", {{"thing", outcome.thing}});
  const bool ours = parts_.registry.contains(outcome.device) &&
                    parts_.registry.child(outcome.device).thing.text() == outcome.thing;
  if (!ours) return;  // removed meanwhile: its ids may be another's
  switch (outcome.kind) {
    case Kind::accepted:
      return accepted(outcome);
    case Kind::no_verdict:
      return unanswered(outcome);
    case Kind::throttled:
    case Kind::rejected:
    case Kind::refused:
      return turned_away(outcome);
    case Kind::withheld:
    case Kind::outdated:
    case Kind::abandoned:
      return;  // the uplink tells of quarantine and outages, and nobody was asked
  }
}

void VerdictLog::accepted(const Outcome& outcome) {
  const auto found = children_.find(index_of(outcome.device));
  if (found == children_.end()) return;
  Trouble& trouble = found->second;
  trouble.unanswered = 0;
  if (trouble.answers > 0 && ++trouble.well < kWell) return;
  if (trouble.answers > 0) {
    log::info("app", "reports_accepted_again",
              {{"link", parts_.registry.child(outcome.device).link}, {"thing", outcome.thing}});
  }
  children_.erase(found);
}

// Whether one child is not answered or nobody is tells apart a missing permission and a service that is deaf. That
// answers have stopped for all is the uplink's to tell. A late answer is not counted: the lines say how many reports in a
// row were not answered, and not that none ever was.
void VerdictLog::unanswered(const Outcome& outcome) {
  if (!parts_.awaits_answers()) return;
  Trouble& trouble = children_.try_emplace(index_of(outcome.device)).first->second;
  trouble.well = 0;
  if (++trouble.unanswered == 1) trouble.answered_before = answered_;
  if (trouble.unanswered < kUnanswered) return;
  const std::string in_a_row = "not answered " + std::to_string(trouble.unanswered) + " times in a row, ";
  if (answered_ == 0 && !said_silent_) {
    said_silent_ = true;
    log::warning("app", "reports_never_answered",
                 {{"thing", outcome.thing},
                  {"reports", trouble.unanswered},
                  {"why", in_a_row + "nor was any report of any child on this uplink"},
                  {"remedy",
                   "is Device Defender on in this account and region, and does the policy allow "
                   "iot:Receive of the answers?"}});
  }
  if (answered_ == trouble.answered_before || !is_news(trouble, outcome)) return;
  log::warning("app", "reports_unanswered",
               {{"link", parts_.registry.child(outcome.device).link},
                {"thing", outcome.thing},
                {"reports", trouble.unanswered},
                {"why", in_a_row + "while others were"},
                {"remedy", "does the policy allow to receive this thing's answers?"}});
}

void VerdictLog::begin_anew() {
  children_.clear();
  answered_ = 0;
  said_silent_ = false;
}

void VerdictLog::turned_away(const Outcome& outcome) {
  if (outcome.kind == Kind::refused && parts_.quarantined(outcome.thing)) return;
  Trouble& trouble = children_.try_emplace(index_of(outcome.device)).first->second;
  trouble.well = trouble.unanswered = 0;
  if (!is_news(trouble, outcome)) return;
  log::warning("app", event_of(outcome.kind),
               {{"link", parts_.registry.child(outcome.device).link},
                {"thing", outcome.thing},
                {"report_id", static_cast<std::uint64_t>(outcome.id)},
                {"code", outcome.code},
                {"why", outcome.detail},
                {"remedy", remedy_for(outcome)}});
}

bool VerdictLog::is_news(Trouble& trouble, const Outcome& outcome) const {
  const std::uint64_t answer = fnv1a(std::string(to_string(outcome.kind)) + ' ' + outcome.code);
  const auto end = trouble.told.begin() + static_cast<std::ptrdiff_t>(trouble.answers);
  if (trouble.answers == kAnswers || std::find(trouble.told.begin(), end, answer) != end) return false;
  trouble.told[trouble.answers++] = answer;
  return true;
}

std::string VerdictLog::remedy_for(const Outcome& outcome) const {
  if (outcome.kind == Kind::throttled)
    return "does another program report for this thing, too? Else a longer gateway.reports.interval helps";
  return "`gatewarden last " + outcome.thing + "` shows the report, `gatewarden decode` its faults";
}

}  // namespace gatewarden::app

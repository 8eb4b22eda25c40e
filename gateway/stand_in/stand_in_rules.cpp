#include "gateway/stand_in/stand_in_rules.hpp"

#include <functional>

namespace gatewarden {
namespace {

bool ordered(std::uint64_t every, std::uint64_t count) { return every && count % every == 0; }

}  // namespace

StandInRules::Decision StandInRules::decide(std::string_view thing, const DecodedReport& report,
                                            std::string_view bytes, SteadyTime now) {
  using Reply = Decision::Reply;
  ++judged_;
  if (ordered(faults_.reject_every, judged_)) {
    return {"fault", &StandInCount::faults, Reply::invalid};
  }
  const bool same_bytes = report.id && seen_before(thing, *report.id, bytes);
  const Judgement judgement = history_.judge(thing, report, now);
  if (judgement.finding) note(thing, *judgement.finding);
  switch (judgement.ruling) {
    case Ruling::silent:
      if (same_bytes) return {"resent", &StandInCount::resent, Reply::none};
      return {"repeated_id", &StandInCount::repeated_ids, Reply::none};
    case Ruling::invalid_payload:
      if (!report.findings.empty()) note(thing, report.findings.front());
      return {"invalid", &StandInCount::invalid, Reply::invalid};
    case Ruling::throttled:
      return {"throttled", &StandInCount::throttled, Reply::throttled};
    case Ruling::accepted:
      break;
  }
  const bool went_back = judgement.finding.has_value();
  if (ordered(faults_.silent_every, judged_)) {
    return {"fault", &StandInCount::faults, Reply::none, went_back};
  }
  return {"accepted", &StandInCount::accepted, Reply::accepted, went_back};
}

void StandInRules::forget(std::string_view thing) {
  if (const auto known = seen_.find(thing); known != seen_.end()) seen_.erase(known);
}

void StandInRules::note(std::string_view thing, const Finding& finding) {
  last_problem_ = std::string(thing) + ": " + finding.path + " " + finding.rule;
}

// Whether this very report came before; remembers it. Sent again
// after a reconnect it is no fault; another one under its id is one.
bool StandInRules::seen_before(std::string_view thing, std::uint64_t id, std::string_view bytes) {
  std::vector<Seen>& seen = seen_.try_emplace(std::string(thing)).first->second;
  const std::size_t hash = std::hash<std::string_view>{}(bytes);
  for (const Seen& one : seen) {
    if (one.id == id) return one.bytes == hash;
  }
  seen.push_back({id, hash});
  if (seen.size() > ReportHistory::kIdsPerThing) seen.erase(seen.begin());
  return false;
}

}  // namespace gatewarden

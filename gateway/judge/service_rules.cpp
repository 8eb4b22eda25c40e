#include "gateway/judge/service_rules.hpp"

#include <algorithm>

namespace gatewarden {
namespace {

bool refused(const DecodedReport& report) {
  return std::any_of(report.findings.begin(), report.findings.end(), [](const Finding& finding) {
    return finding.consequence == Consequence::rejected || finding.consequence == Consequence::not_delivered;
  });
}

std::string in_seconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

Finding about_id(std::string rule, std::string_view source, Certainty certainty, Consequence consequence) {
  return {"header.report_id", std::move(rule), source, certainty, consequence};
}

}  // namespace

Judgement ReportHistory::judge(std::string_view thing, const DecodedReport& report, SteadyTime now) {
  if (refused(report)) return {.ruling = Ruling::invalid_payload, .finding = std::nullopt};
  Judgement judgement;
  const auto known = things_.find(thing);
  if (known != things_.end()) {
    const Thing& before = known->second;
    if (report.id && std::find(before.ids.begin(), before.ids.end(), *report.id) != before.ids.end()) {
      return {Ruling::silent, about_id("was already used for this thing", source::kFreeRtosDemo,
                                       Certainty::stated, Consequence::discarded)};
    }
    if (now - before.accepted_at < floor_) {
      return {
          Ruling::throttled,
          Finding{"report", "must come at least " + in_seconds(floor_) + " after the last one of its thing",
                  source::kFreeRtosTest, Certainty::observed, Consequence::rejected}};
    }
    if (report.id && *report.id < before.last_id) {
      judgement.finding = about_id("is smaller than the last one of its thing", source::kSpecification,
                                   Certainty::unknown, Consequence::undetermined);
    }
  }
  Thing& remembered = known != things_.end() ? known->second : remember(thing);
  remembered.accepted_at = now;
  if (report.id) {
    remembered.last_id = *report.id;
    remembered.ids.push_back(*report.id);
    if (remembered.ids.size() > kIdsPerThing) remembered.ids.pop_front();
  }
  return judgement;
}

ReportHistory::Thing& ReportHistory::remember(std::string_view thing) {
  if (things_.size() >= kThings) {
    things_.erase(order_.front());
    order_.pop_front();
  }
  order_.emplace_back(thing);
  return things_[std::string(thing)];
}

}  // namespace gatewarden

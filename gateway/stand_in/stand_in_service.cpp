#include "gateway/stand_in/stand_in_service.hpp"

#include <utility>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/registry/thing_name.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {
namespace {

constexpr const char* kMalformed = "Malformed metrics report";
constexpr const char* kTooSoon = "Reports of this thing come too close together";

}  // namespace

StandInService::StandInService(Duration floor, OrderedFaults faults,
                               std::function<void(const JudgedReport&)> judged)
    : faults_(faults), judged_(std::move(judged)), rules_(floor, faults) {}

std::optional<StandInAnswer> StandInService::answer(const ReportTopic& topic, std::string_view bytes,
                                                    SteadyTime now, WallTime wall) {
  if (const auto name = ThingName::parse(topic.thing, ThingName::Rule::unregistered); !name) {
    ++refused_names_;
    rules_.note_problem(name.error());
    return std::nullopt;
  }
  ReportSurroundings known;
  known.thing = std::string(topic.thing);
  const DecodedReport report = decode_report(bytes, topic.format, known);
  const StandInRules::Decision decision = decide(topic.thing, report, bytes, now);
  if (judged_) judged_({topic.thing, report, decision.ruling});
  using Reply = StandInRules::Decision::Reply;
  if (decision.reply == Reply::none) return std::nullopt;
  Verdict verdict;
  verdict.thing = std::string(topic.thing);
  if (report.id && !faults_.no_report_id) verdict.id = ReportId{*report.id};
  verdict.accepted = decision.reply == Reply::accepted;
  if (!verdict.accepted) {
    const bool malformed = decision.reply == Reply::invalid;
    verdict.code = std::string(malformed ? kInvalidPayload : kThrottled);
    verdict.detail = malformed ? kMalformed : kTooSoon;
  }
  verdict.timestamp_ms = wall.time_since_epoch().count();
  return StandInAnswer{
      now + faults_.delay,
      report_topic(topic.thing, topic.format) + (verdict.accepted ? "/accepted" : "/rejected"),
      encode_verdict(topic.format, verdict)};
}

StandInRules::Decision StandInService::decide(std::string_view thing, const DecodedReport& report,
                                              std::string_view bytes, SteadyTime now) {
  const StandInRules::Decision decision = rules_.decide(thing, report, bytes, now);
  StandInCount& count = count_of(thing);
  for (StandInCount* one : {&total_, &count}) {
    ++one->reports;
    ++(one->*decision.counter);
    if (decision.went_back) ++one->ids_back;
  }
  return decision;
}

StandInCount& StandInService::count_of(std::string_view thing) {
  if (const auto known = things_.find(thing); known != things_.end()) return known->second;
  if (things_.size() >= kMaxThings) {
    rules_.forget(order_.front());
    things_.erase(things_.find(order_.front()));
    order_.pop_front();
    ++forgotten_things_;
  }
  const auto added = things_.try_emplace(std::string(thing)).first;
  order_.push_back(added->first);
  return added->second;
}

}  // namespace gatewarden

#include "gateway/stand_in/stand_in_text.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/judge/report_text.hpp"

namespace gatewarden {
namespace {

constexpr std::pair<const char*, std::uint64_t StandInCount::*> kCounters[] = {
    {"reports", &StandInCount::reports},
    {"accepted", &StandInCount::accepted},
    {"invalid", &StandInCount::invalid},
    {"throttled", &StandInCount::throttled},
    {"faults", &StandInCount::faults},
    {"resent", &StandInCount::resent},
    {"repeated_ids", &StandInCount::repeated_ids},
    {"ids_back", &StandInCount::ids_back}};

nlohmann::ordered_json counters(const StandInCount& count) {
  nlohmann::ordered_json made;
  for (const auto& [name, member] : kCounters) made[name] = count.*member;
  return made;
}

}  // namespace

std::string to_line(const StandIn& stand_in) {
  std::string line = "things=" + std::to_string(stand_in.things().size());
  for (const auto& [name, member] : kCounters) {
    line += std::string(" ") + name + "=" + std::to_string(stand_in.total().*member);
  }
  for (const auto& [name, count] : stand_in.turned_away()) {
    if (count > 0) line += " " + name + "=" + std::to_string(count);
  }
  if (!stand_in.last_problem().empty())
    line += " last_problem=\"" + printable(stand_in.last_problem()) + "\"";
  if (!stand_in.ready()) line += " (not connected: " + printable(stand_in.last_error()) + ")";
  return line;
}

std::string to_json(const StandIn& stand_in, bool things) {
  nlohmann::ordered_json made = counters(stand_in.total());
  made["things"] = stand_in.things().size();
  for (const auto& [name, count] : stand_in.turned_away()) made[name] = count;
  made["connected"] = stand_in.ready();
  if (!stand_in.last_problem().empty()) made["last_problem"] = stand_in.last_problem();
  if (!stand_in.ready()) made["last_error"] = stand_in.last_error();
  if (things) {
    for (const auto& [name, count] : stand_in.things()) made["per_thing"][name] = counters(count);
  }
  return json_line(made);
}

std::string to_json(const JudgedReport& judged, WallTime at) {
  nlohmann::ordered_json made;
  made["at_ms"] = at.time_since_epoch().count();
  made["thing"] = judged.thing;
  made["ruling"] = judged.ruling;
  made["report"] = judged.report.document ? parse_ordered_json(document_text(*judged.report.document))
                                          : nlohmann::ordered_json();
  return json_line(made);
}

}  // namespace gatewarden

// The stand-in's service, without a connection: judges a report,
// counts it, writes the answer. Pure: time is an argument.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/stand_in/stand_in_rules.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {

// A report and what became of it.
struct JudgedReport {
  std::string_view thing;
  const DecodedReport& report;
  const char* ruling;  // "accepted", "invalid", "throttled", "fault", "resent", "repeated_id"
};

struct StandInAnswer {
  SteadyTime due;
  std::string topic, payload;
};

// What anybody who may publish can make the stand-in keep: kMaxThings names of at most 128 bytes, each with its counts and
// the last ids (ReportHistory::kIdsPerThing): at most 150 MB when full. The thing that was first heard goes first.
class StandInService {
 public:
  static constexpr std::size_t kMaxThings = ReportHistory::kThings;

  // `judged` may be empty; told before the answer is written.
  StandInService(Duration floor, OrderedFaults faults, std::function<void(const JudgedReport&)> judged);

  // Nothing if the service stays silent: by its rules, or since no thing can have that name.
  std::optional<StandInAnswer> answer(const ReportTopic& topic, std::string_view bytes, SteadyTime now,
                                      WallTime wall);

  const StandInCount& total() const { return total_; }
  const std::map<std::string, StandInCount, std::less<>>& things() const { return things_; }
  const std::string& last_problem() const { return rules_.last_problem(); }  // thing, path and rule
  std::uint64_t refused_names() const { return refused_names_; }             // reports under no thing's name
  std::uint64_t forgotten_things() const { return forgotten_things_; }       // to make room for others

 private:
  StandInCount& count_of(std::string_view thing);
  StandInRules::Decision decide(std::string_view thing, const DecodedReport& report, std::string_view bytes,
                                SteadyTime now);

  const OrderedFaults faults_;
  const std::function<void(const JudgedReport&)> judged_;
  StandInRules rules_;
  StandInCount total_;
  std::map<std::string, StandInCount, std::less<>> things_;
  std::deque<std::string_view> order_;  // of things_, by first report
  std::uint64_t refused_names_ = 0, forgotten_things_ = 0;
};

}  // namespace gatewarden

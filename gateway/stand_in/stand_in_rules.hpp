// The stand-in's rulings: the service's rules and the ordered faults. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/judge/service_rules.hpp"

namespace gatewarden {

// Of all reports in order of arrival; 0: never.
struct OrderedFaults {
  std::uint64_t reject_every = 0;  // rejected with InvalidPayload, whatever it says
  std::uint64_t silent_every = 0;  // taken, not answered
  Duration delay{};                // of every answer
  bool no_report_id = false;       // answers name no report
};

struct StandInCount {
  std::uint64_t reports = 0;
  std::uint64_t accepted = 0, invalid = 0, throttled = 0;
  std::uint64_t faults = 0;        // rejected or not answered by order
  std::uint64_t resent = 0;        // the same id and bytes again: not answered
  std::uint64_t repeated_ids = 0;  // the same id for another report: not answered
  std::uint64_t ids_back = 0;      // accepted with an id below the last one
};

class StandInRules {
 public:
  struct Decision {
    enum class Reply : std::uint8_t { none, accepted, invalid, throttled };
    const char* ruling;  // as JudgedReport's
    std::uint64_t StandInCount::*counter;
    Reply reply;
    bool went_back = false;  // its id is below the last one
  };
  StandInRules(Duration floor, OrderedFaults faults) : faults_(faults), history_(floor) {}

  // `bytes`: the report as received.
  Decision decide(std::string_view thing, const DecodedReport& report, std::string_view bytes,
                  SteadyTime now);
  // What it knows of a thing's reports; its id and time stay with the history, which has its own bound.
  void forget(std::string_view thing);
  void note_problem(std::string text) { last_problem_ = std::move(text); }
  const std::string& last_problem() const { return last_problem_; }  // thing, path and rule

 private:
  struct Seen {
    std::uint64_t id = 0;
    std::size_t bytes = 0;  // hash
  };
  bool seen_before(std::string_view thing, std::uint64_t id, std::string_view bytes);
  void note(std::string_view thing, const Finding& finding);

  const OrderedFaults faults_;
  ReportHistory history_;
  std::uint64_t judged_ = 0;
  std::map<std::string, std::vector<Seen>, std::less<>> seen_;
  std::string last_problem_;
};

}  // namespace gatewarden

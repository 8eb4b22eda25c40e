// The service's decision on a readable report: too soon, seen before, or accepted. Pure: time is an argument.
// For the stand-in, and for tests of what we send.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/judge/decoded_report.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

enum class Ruling : std::uint8_t {
  accepted,
  invalid_payload,
  throttled,
  silent,  // no answer: a repeated id is dropped as a duplicate
};

struct Judgement {
  Ruling ruling = Ruling::accepted;
  // Besides the report's findings: the floor, a repeated id, an id that went back.
  std::optional<Finding> finding;
};

// What the service remembers of each thing. Bounded: the oldest ids of a thing and the oldest things go first
// (no source says how long the service remembers).
class ReportHistory {
 public:
  static constexpr std::size_t kIdsPerThing = 64;
  static constexpr std::size_t kThings = 50'000;

  explicit ReportHistory(Duration floor = limits::kReportFloor) : floor_(floor) {}

  // Invalid and throttled reports leave no trace and may be sent again under their id. The floor counts
  // from the last accepted report.
  Judgement judge(std::string_view thing, const DecodedReport& report, SteadyTime now);

  Duration floor() const { return floor_; }
  std::size_t things() const { return things_.size(); }

 private:
  struct Thing {
    SteadyTime accepted_at;
    std::uint64_t last_id = 0;
    std::deque<std::uint64_t> ids;  // oldest first
  };
  Thing& remember(std::string_view thing);

  Duration floor_;
  std::map<std::string, Thing, std::less<>> things_;
  std::deque<std::string> order_;  // by first report
};

}  // namespace gatewarden

// A profile's points and the reads that fetch them: what a device of that profile is
// asked, and what the answers become.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/modbus/registers/read_planner.hpp"
#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

// Which of a device's slots; a slot keeps a value that others are computed from until the cycle's end.
using Slot = std::uint16_t;
inline constexpr Slot kNoSlot = 0xFFFF;

// Values are read in rounds: those of round 0 in every cycle of the device, the others in the cycles in which
// their own, longer period is over.
using Rounds = std::uint32_t;                  // a set: bit i is round i
inline constexpr std::size_t kMaxRounds = 32;  // more periods than these are read with the next shorter one

// One value that is read. Sorted by round and place, beside `wanted`.
struct Point {
  std::uint32_t metric;  // the child's point is its first + metric; of one without a slot
  RegisterValue value;
  Slot slot = kNoSlot;
};

// A number that is known once all it is computed from has been read.
struct Computed {
  struct Operand {
    Slot value;
    Slot exponent = kNoSlot;         // of ten, to multiply by
    std::optional<Plausible> valid;  // once multiplied; without an exponent the point's shape checks it
  };
  std::uint32_t metric;
  std::uint8_t round = 0;
  std::vector<Operand> operands;         // at most kMaxOperands
  std::optional<Expression> expression;  // over the operands; the only operand itself where there is none
  std::optional<Plausible> valid;
};

struct ReadPlan {
  std::shared_ptr<const AdapterProfile> profile;  // kept, so that its address stays its own
  std::vector<Duration> periods;                  // of the rounds, rising; empty where nothing is read
  std::vector<Range> wanted;                      // round by round as the planner takes them
  std::vector<Point> points;                      // points[i] is at wanted[i]
  std::vector<Read> reads;
  std::vector<Computed> computed;
  std::vector<TrafficPoint> traffic;
  InspectionPlan inspection;
  std::size_t slots = 0;
};

// For a profile that does not say `every`.
inline constexpr Duration kDefaultEvery = std::chrono::seconds(10);

// The profile's own limits go before the link's. Metrics that are not read from the device
// (an empty `from`) are left out.
ReadPlan make_read_plan(std::shared_ptr<const AdapterProfile> profile, const PlanLimits& limits);

}  // namespace gatewarden::modbus

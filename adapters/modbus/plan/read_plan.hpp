// A profile's points and the reads that fetch them.
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

// A slot of a device keeps an operand of computed values until the cycle ends.
using Slot = std::uint16_t;
inline constexpr Slot kNoSlot = 0xFFFF;

// Round 0 is read in every cycle of the device, each other round when its longer interval has passed.
using Rounds = std::uint32_t;                  // a set: bit i is round i
inline constexpr std::size_t kMaxRounds = 32;  // values of further intervals take the next shorter one

// Sorted by round and place, like `wanted`.
struct Point {
  std::uint32_t metric;  // without a slot: the child's point is its first + metric
  RegisterValue value;
  Slot slot = kNoSlot;
};

struct Computed {
  struct Operand {
    Slot value;
    Slot exponent = kNoSlot;         // power of ten
    std::optional<Plausible> valid;  // once multiplied; without an exponent the point's shape checks it
  };
  std::uint32_t metric;
  std::uint8_t round = 0;
  std::vector<Operand> operands;         // at most kMaxOperands
  std::optional<Expression> expression;  // over the operands; absent: the only operand
  std::optional<Plausible> valid;
};

struct ReadPlan {
  std::shared_ptr<const AdapterProfile> profile;  // kept, so that its address stays unique
  std::vector<Duration> periods;                  // of the rounds, rising; empty if nothing is read
  std::vector<Range> wanted;                      // by round, in the planner's order
  std::vector<Point> points;                      // points[i] is at wanted[i]
  std::vector<Read> reads;
  std::vector<Computed> computed;
  std::vector<TrafficPoint> traffic;
  InspectionPlan inspection;
  std::size_t slots = 0;
};

// For a profile without `every`.
inline constexpr Duration kDefaultEvery = std::chrono::seconds(10);

// The profile's limits precede the link's. Skips metrics not read from the device (an empty `from`).
ReadPlan make_read_plan(std::shared_ptr<const AdapterProfile> profile, const PlanLimits& limits);

}  // namespace gatewarden::modbus

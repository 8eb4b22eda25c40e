// The fewest reads that fetch the wanted registers within the device's limits, as
// `gatewarden plan` shows. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// In registers. For coils and discrete inputs, 16 to a register, the bounds are 16 times these.
struct PlanLimits {
  std::uint16_t max_registers = kMaxRegisters;  // of one read; the specification's 125 and 2000 hold anyway
  std::uint16_t max_gap = 16;  // unwanted registers between two wanted ones that are read along
};

// One request, and the wanted ranges it fetches: wanted[first] .. wanted[first + count - 1].
struct Read {
  Range range;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint8_t round = 0;  // of ReadPlan; the planner knows one only
  friend bool operator==(const Read&, const Read&) = default;
};

// `wanted` is sorted (by table, then address) and may overlap. Every wanted range lies within exactly one
// read; no read spans two tables, more than the caps (unless a single wanted range does) or a gap above
// max_gap, and no gap touches `sensitive`: registers that change when read (an event queue) are read only
// where wanted. No plan with these properties has fewer reads.
std::vector<Read> plan_reads(std::span<const Range> wanted, const PlanLimits& limits,
                             std::span<const Range> sensitive = {});

// The reads that replace one refused by the device (exception 2 or 3): split at its widest gap, of equal ones
// at the nearest to the middle; ranges that overlap are separated last. Empty when it fetches one range,
// however many values are in it: the device does not have that range.
std::vector<Read> split_read(std::span<const Range> wanted, const Read& refused);

}  // namespace gatewarden::modbus

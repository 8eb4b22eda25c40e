// The fewest reads of the wanted registers within the device's limits, as in `gatewarden plan`. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

// In registers. Coils and discrete inputs have 16 times these bounds.
struct PlanLimits {
  std::uint16_t max_registers = kMaxRegisters;  // of one read; the specified 125 and 2000 hold anyway
  std::uint16_t max_gap = 16;                   // unwanted registers read along between two wanted ones
};

// One request, and the ranges it fetches: wanted[first] .. wanted[first + count - 1].
struct Read {
  Range range;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint8_t round = 0;  // the planner uses 0 only
  friend bool operator==(const Read&, const Read&) = default;
};

// `wanted` is sorted (by table, then address) and may overlap. Each wanted range lies in exactly one
// read. No read spans two tables, a gap above max_gap, or more than the limits (unless one wanted range
// does). No gap touches `sensitive`: registers changed by reading (an event queue) are read only if
// wanted. No such plan has fewer reads.
std::vector<Read> plan_reads(std::span<const Range> wanted, const PlanLimits& limits,
                             std::span<const Range> sensitive = {});

// Replaces a read that fails: split at its widest gap, if equal the nearest to the middle; overlapping
// ranges last. Empty for a single range, with any number of values: the device lacks it.
std::vector<Read> split_read(std::span<const Range> wanted, const Read& failed);
bool divisible(std::span<const Range> wanted, const Read& read);
// The most unwanted addresses in a row that it reads along; nothing if it has no gap.
std::optional<Range> widest_gap(std::span<const Range> wanted, const Read& read);

}  // namespace gatewarden::modbus

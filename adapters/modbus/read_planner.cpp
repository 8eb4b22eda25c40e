#include "adapters/modbus/read_planner.hpp"

#include <algorithm>
#include <cassert>

namespace gatewarden::modbus {
namespace {

struct Bounds {
  std::uint32_t most;  // of one read
  std::uint32_t gap;
};

Bounds bounds_for(Table table, const PlanLimits& limits) {
  constexpr std::uint32_t kBitsPerRegister = 16;
  if (is_bits(table)) {
    return {std::min<std::uint32_t>(limits.max_registers * kBitsPerRegister, kMaxBits),
            limits.max_gap * kBitsPerRegister};
  }
  return {std::min<std::uint32_t>(limits.max_registers, kMaxRegisters), limits.max_gap};
}

bool touches(std::span<const Range> sensitive, Table table, std::uint32_t begin, std::uint32_t end) {
  if (begin >= end) return false;
  return std::any_of(sensitive.begin(), sensitive.end(), [&](const Range& range) {
    return range.table == table && range.first < end && range.end() > begin;
  });
}

Read read_of(std::span<const Range> wanted, std::uint32_t first, std::uint32_t count) {
  Range range = wanted[first];
  std::uint32_t end = range.end();
  for (std::uint32_t i = first + 1; i < first + count; ++i) end = std::max(end, wanted[i].end());
  range.count = static_cast<std::uint16_t>(end - range.first);
  return Read{range, first, count};
}

}  // namespace

std::vector<Read> plan_reads(std::span<const Range> wanted, const PlanLimits& limits,
                             std::span<const Range> sensitive) {
  assert(std::is_sorted(wanted.begin(), wanted.end()));
  std::vector<Read> reads;
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    const Range& next = wanted[i];
    const Bounds bounds = bounds_for(next.table, limits);
    if (!reads.empty() && reads.back().range.table == next.table) {
      Read& open = reads.back();
      const std::uint32_t end = std::max(open.range.end(), next.end());
      if (end - open.range.first <= bounds.most && next.first <= open.range.end() + bounds.gap &&
          !touches(sensitive, next.table, open.range.end(), next.first)) {
        open.range.count = static_cast<std::uint16_t>(end - open.range.first);
        ++open.count;
        continue;
      }
    }
    reads.push_back(Read{next, i, 1});
  }
  return reads;
}

std::vector<Read> split_read(std::span<const Range> wanted, const Read& refused) {
  if (refused.count < 2) return {};
  std::uint32_t cut = refused.first + refused.count / 2;
  std::uint32_t widest = 0;
  std::uint32_t end = wanted[refused.first].end();
  for (std::uint32_t i = refused.first + 1; i < refused.first + refused.count; ++i) {
    if (wanted[i].first > end && wanted[i].first - end > widest) {
      widest = wanted[i].first - end;
      cut = i;
    }
    end = std::max(end, wanted[i].end());
  }
  const std::uint32_t left = cut - refused.first;
  std::vector<Read> parts{read_of(wanted, refused.first, left), read_of(wanted, cut, refused.count - left)};
  for (Read& part : parts) part.round = refused.round;
  return parts;
}

}  // namespace gatewarden::modbus

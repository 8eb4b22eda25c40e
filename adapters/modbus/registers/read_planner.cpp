#include "adapters/modbus/registers/read_planner.hpp"

#include <algorithm>
#include <cassert>

namespace gatewarden::modbus {
namespace {

struct Bounds {
  std::uint32_t most;
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

namespace {

// How many of its ranges the first part has; 0: it has no parts.
std::uint32_t split_at(std::span<const Range> wanted, const Read& failed) {
  // Doubled distance from the middle of a split after `count` ranges.
  const auto from_middle = [&](std::uint32_t count) {
    return 2 * count > failed.count ? 2 * count - failed.count : failed.count - 2 * count;
  };
  std::uint32_t left = 0;
  std::uint32_t widest = 0;  // 0: they overlap, 1: they touch
  std::uint32_t end = wanted[failed.first].end();
  for (std::uint32_t count = 1; count < failed.count; ++count) {
    const Range& next = wanted[failed.first + count];
    const std::uint32_t gap = next.first >= end ? next.first - end + 1 : 0;
    const bool better =
        left == 0 || gap > widest || (gap == widest && from_middle(count) < from_middle(left));
    if (better && next != wanted[failed.first + count - 1]) {
      left = count;
      widest = gap;
    }
    end = std::max(end, next.end());
  }
  return left;
}

}  // namespace

std::vector<Read> split_read(std::span<const Range> wanted, const Read& failed) {
  const std::uint32_t left = split_at(wanted, failed);
  if (left == 0) return {};
  const std::uint32_t cut = failed.first + left;
  std::vector<Read> parts{read_of(wanted, failed.first, left), read_of(wanted, cut, failed.count - left)};
  for (Read& part : parts) part.round = failed.round;
  return parts;
}

bool divisible(std::span<const Range> wanted, const Read& read) { return split_at(wanted, read) > 0; }

std::optional<Range> widest_gap(std::span<const Range> wanted, const Read& read) {
  std::optional<Range> widest;
  std::uint32_t end = wanted[read.first].end();
  for (const Range& next : wanted.subspan(read.first, read.count)) {
    const std::uint32_t gap = next.first > end ? next.first - end : 0;
    if (gap > (widest ? widest->count : 0u)) {
      widest = Range{next.table, static_cast<std::uint16_t>(end), static_cast<std::uint16_t>(gap)};
    }
    end = std::max(end, next.end());
  }
  return widest;
}

}  // namespace gatewarden::modbus

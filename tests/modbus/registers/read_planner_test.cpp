#include "adapters/modbus/registers/read_planner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <set>

using namespace gatewarden::modbus;

namespace {

constexpr Table kHolding = Table::holding_registers;

std::vector<Range> ranges_of(const std::vector<Read>& reads) {
  std::vector<Range> ranges;
  for (const Read& read : reads) ranges.push_back(read.range);
  return ranges;
}

std::vector<Range> random_wanted(std::mt19937& random) {
  std::vector<Range> wanted(random() % 40);
  const unsigned spread = 20 + random() % 2000;
  for (Range& range : wanted) {
    range.table = static_cast<Table>(1 + random() % 4);
    range.first = static_cast<std::uint16_t>(random() % spread + (random() % 8 == 0 ? 60000 : 0));
    range.count =
        is_bits(range.table) ? 1 : static_cast<std::uint16_t>(1 + random() % (random() % 9 == 0 ? 30 : 4));
  }
  std::sort(wanted.begin(), wanted.end());
  return wanted;
}

unsigned most_of(Table table, const PlanLimits& limits) {
  return is_bits(table) ? std::min<unsigned>(limits.max_registers * 16u, kMaxBits)
                        : std::min<unsigned>(limits.max_registers, kMaxRegisters);
}

bool lies_in(std::span<const Range> ranges, Table table, std::uint32_t address) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return range.table == table && range.first <= address && address < range.end();
  });
}

bool may_share(std::span<const Range> group, const PlanLimits& limits,
               std::span<const Range> sensitive = {}) {
  std::uint32_t end = group.front().end();
  for (const Range& range : group.subspan(1)) {
    if (range.table != group.front().table) return false;
    for (std::uint32_t gap = end; gap < range.first && gap <= end + 2000; ++gap) {
      if (lies_in(sensitive, range.table, gap)) return false;
    }
    if (range.first > end + limits.max_gap * (is_bits(range.table) ? 16u : 1u)) return false;
    end = std::max(end, range.end());
  }
  return group.size() == 1 || end - group.front().first <= most_of(group.front().table, limits);
}

// The minimum of reads, by trying every cut of the sorted list.
std::size_t fewest(const std::vector<Range>& wanted, const PlanLimits& limits,
                   const std::vector<Range>& sensitive) {
  std::vector<std::size_t> best(wanted.size() + 1, std::numeric_limits<std::size_t>::max());
  best[0] = 0;
  for (std::size_t end = 1; end <= wanted.size(); ++end) {
    for (std::size_t begin = 0; begin < end; ++begin) {
      if (may_share(std::span(wanted).subspan(begin, end - begin), limits, sensitive))
        best[end] = std::min(best[end], best[begin] + 1);
    }
  }
  return best[wanted.size()];
}

void check_cover(const std::vector<Range>& wanted, const std::vector<Read>& reads) {
  std::uint32_t next = 0;
  for (const Read& read : reads) {
    REQUIRE(read.first == next);
    REQUIRE(read.count > 0);
    std::uint32_t end = 0;
    for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
      REQUIRE(wanted[i].table == read.range.table);
      REQUIRE(wanted[i].first >= read.range.first);
      REQUIRE(wanted[i].end() <= read.range.end());
      end = std::max(end, wanted[i].end());
    }
    REQUIRE(read.range.first == wanted[read.first].first);  // no excess before or behind
    REQUIRE(read.range.end() == end);
    next += read.count;
  }
  REQUIRE(next == wanted.size());
}

}  // namespace

TEST_CASE("neighbours and what lies within the gap are read together") {
  const std::vector<Range> wanted{{kHolding, 0, 2}, {kHolding, 2, 2}, {kHolding, 20, 1}, {kHolding, 38, 2}};
  CHECK(ranges_of(plan_reads(wanted, {125, 16})) == std::vector<Range>{{kHolding, 0, 21}, {kHolding, 38, 2}});
  CHECK(ranges_of(plan_reads(wanted, {125, 17})) == std::vector<Range>{{kHolding, 0, 40}});
  CHECK(ranges_of(plan_reads(wanted, {125, 0})) ==
        std::vector<Range>{{kHolding, 0, 4}, {kHolding, 20, 1}, {kHolding, 38, 2}});
}

TEST_CASE("tables are never read together, and two values of one register are read once") {
  const std::vector<Range> wanted{{Table::coils, 0, 1}, {Table::coils, 9, 1}, {kHolding, 0, 1},
                                  {kHolding, 0, 1},     {kHolding, 0, 2},     {Table::input_registers, 2, 1}};
  CHECK(ranges_of(plan_reads(wanted, {})) ==
        std::vector<Range>{{Table::coils, 0, 10}, {kHolding, 0, 2}, {Table::input_registers, 2, 1}});
}

// Such as a register that forgets its event when read.
TEST_CASE("registers that reading changes are never read along, only where they are wanted") {
  const std::vector<Range> wanted{{kHolding, 0, 2}, {kHolding, 5, 1}, {kHolding, 9, 2}};
  const auto planned = [&](std::vector<Range> sensitive) {
    return ranges_of(plan_reads(wanted, {}, sensitive));
  };
  const std::vector<Range> apart{{kHolding, 0, 6}, {kHolding, 9, 2}};
  CHECK(planned({}) == std::vector<Range>{{kHolding, 0, 11}});
  CHECK(planned({{kHolding, 7, 1}}) == apart);
  CHECK(planned({{kHolding, 6, 3}}) == apart);
  CHECK(planned({{kHolding, 8, 100}}) == apart);
  CHECK(planned({{Table::input_registers, 7, 1}}) == planned({}));
  CHECK(planned({{kHolding, 5, 1}}) == planned({}));  // wanted itself
  CHECK(planned({{kHolding, 11, 5}}) == planned({}));
  CHECK(planned({{kHolding, 0, 32768}}) ==
        std::vector<Range>{{kHolding, 0, 2}, {kHolding, 5, 1}, {kHolding, 9, 2}});
}

TEST_CASE("neighbours that are wanted are read together, sensitive or not") {
  const std::vector<Range> wanted{{kHolding, 0, 2}, {kHolding, 1, 3}, {kHolding, 4, 1}};
  const std::vector<Range> sensitive{{kHolding, 0, 10}};
  CHECK(ranges_of(plan_reads(wanted, {}, sensitive)) == std::vector<Range>{{kHolding, 0, 5}});
}

TEST_CASE("the device's cap and the specification's hold") {
  std::vector<Range> wanted;
  for (unsigned i = 0; i < 300; ++i) wanted.push_back({kHolding, static_cast<std::uint16_t>(i), 1});
  CHECK(ranges_of(plan_reads(wanted, {125, 0})) ==
        std::vector<Range>{{kHolding, 0, 125}, {kHolding, 125, 125}, {kHolding, 250, 50}});
  CHECK(plan_reads(wanted, {10, 0}).size() == 30);
  CHECK(plan_reads(wanted, {60000, 0}).size() == 3);
  const std::vector<Range> bits{{Table::coils, 0, 1}, {Table::coils, 1999, 1}, {Table::coils, 2000, 1}};
  CHECK(ranges_of(plan_reads(bits, {125, 125})) ==
        std::vector<Range>{{Table::coils, 0, 2000}, {Table::coils, 2000, 1}});
}

TEST_CASE("the last register of a table can be read") {
  const std::vector<Range> wanted{{kHolding, 65530, 2}, {kHolding, 65534, 2}};
  CHECK(ranges_of(plan_reads(wanted, {})) == std::vector<Range>{{kHolding, 65530, 6}});
}

TEST_CASE("every plan covers everything exactly, keeps its bounds, and none is shorter") {
  std::mt19937 random(125);
  for (int round = 0; round < 2000; ++round) {
    const std::vector<Range> wanted = random_wanted(random);
    const PlanLimits limits{static_cast<std::uint16_t>(1 + random() % 140),
                            static_cast<std::uint16_t>(random() % 60)};
    std::vector<Range> sensitive;
    for (unsigned i = random() % 4; i > 0; --i) {
      const auto first = static_cast<std::uint16_t>(random() % 2000);
      sensitive.push_back(
          {static_cast<Table>(1 + random() % 4), first, static_cast<std::uint16_t>(1 + random() % 20)});
    }
    const std::vector<Read> reads = plan_reads(wanted, limits, sensitive);
    check_cover(wanted, reads);
    for (const Read& read : reads) {
      REQUIRE(may_share(std::span(wanted).subspan(read.first, read.count), limits, sensitive));
      if (read.count > 1) REQUIRE(read.range.count <= most_of(read.range.table, limits));
    }
    REQUIRE(reads.size() == fewest(wanted, limits, sensitive));
  }
}

TEST_CASE("a refused read is cut at its widest gap first, then in halves, down to single values") {
  const std::vector<Range> wanted{{kHolding, 0, 2}, {kHolding, 2, 2}, {kHolding, 10, 1}, {kHolding, 14, 1}};
  const std::vector<Read> all = plan_reads(wanted, {});
  REQUIRE(all.size() == 1);
  const std::vector<Read> parts = split_read(wanted, all[0]);
  CHECK(ranges_of(parts) == std::vector<Range>{{kHolding, 0, 4}, {kHolding, 10, 5}});
  CHECK(ranges_of(split_read(wanted, parts[0])) == std::vector<Range>{{kHolding, 0, 2}, {kHolding, 2, 2}});
  CHECK(ranges_of(split_read(wanted, parts[1])) == std::vector<Range>{{kHolding, 10, 1}, {kHolding, 14, 1}});
  CHECK(split_read(wanted, split_read(wanted, parts[1])[0]).empty());
}

TEST_CASE("values of the same registers are refused together: no part asks for what another one does") {
  std::vector<Range> wanted(16, Range{kHolding, 91, 1});  // one metric per bit
  const std::vector<Read> bits = plan_reads(wanted, {});
  REQUIRE(bits.size() == 1);
  CHECK(split_read(wanted, bits[0]).empty());
  wanted.push_back({kHolding, 92, 1});
  const std::vector<Read> parts = split_read(wanted, plan_reads(wanted, {})[0]);
  CHECK(ranges_of(parts) == std::vector<Range>{{kHolding, 91, 1}, {kHolding, 92, 1}});
  CHECK(parts[0].count == 16);
  const std::vector<Range> overlapping{
      {kHolding, 0, 1}, {kHolding, 0, 1}, {kHolding, 0, 2}, {kHolding, 2, 1}};
  const std::vector<Read> apart = split_read(overlapping, plan_reads(overlapping, {})[0]);
  CHECK(ranges_of(apart) == std::vector<Range>{{kHolding, 0, 2}, {kHolding, 2, 1}});
  CHECK(ranges_of(split_read(overlapping, apart[0])) ==
        std::vector<Range>{{kHolding, 0, 1}, {kHolding, 0, 2}});
}

TEST_CASE("a read without gaps is split in the middle") {
  std::vector<Range> wanted;
  for (unsigned i = 0; i < 9; ++i) wanted.push_back({kHolding, static_cast<std::uint16_t>(i), 1});
  CHECK(ranges_of(split_read(wanted, plan_reads(wanted, {})[0])) ==
        std::vector<Range>{{kHolding, 0, 4}, {kHolding, 4, 5}});
}

TEST_CASE("splitting again and again covers everything exactly, asks for nothing twice, and ends") {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const std::vector<Range> wanted = random_wanted(random);
    std::vector<Read> reads = plan_reads(wanted, {125, 30});
    for (std::size_t i = 0; i < reads.size();) {
      const std::vector<Read> parts = split_read(wanted, reads[i]);
      if (parts.empty()) {
        for (std::uint32_t k = 1; k < reads[i].count; ++k)
          REQUIRE(wanted[reads[i].first + k] == wanted[reads[i].first]);
        ++i;
        continue;
      }
      reads.erase(reads.begin() + static_cast<long>(i));
      reads.insert(reads.begin() + static_cast<long>(i), parts.begin(), parts.end());
      check_cover(wanted, reads);
    }
    std::set<Range> asked;
    for (const Read& read : reads) REQUIRE(asked.insert(read.range).second);  // nothing is asked twice
  }
}

TEST_CASE("the widest gap of a read is the one that it need not read along") {
  const auto gap_of = [](std::vector<Range> wanted) {
    return widest_gap(wanted, Read{{}, 0, static_cast<std::uint32_t>(wanted.size())});
  };
  const auto at = [](std::uint16_t first, std::uint16_t count) {
    return Range{Table::holding_registers, first, count};
  };
  CHECK_FALSE(gap_of({at(0, 4)}));
  CHECK_FALSE(gap_of({at(0, 2), at(2, 2), at(3, 1)}));
  CHECK(gap_of({at(0, 1), at(10, 1)}) == at(1, 9));
  CHECK(gap_of({at(0, 2), at(4, 1), at(9, 2), at(12, 1)}) == at(5, 4));
  CHECK(gap_of({at(0, 9), at(2, 1), at(10, 1)}) == at(9, 1));
}

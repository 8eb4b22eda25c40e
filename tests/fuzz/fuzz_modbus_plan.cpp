// Any wanted ranges: every plan, also after refusals, covers each exactly once within its bounds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "adapters/modbus/registers/read_planner.hpp"

using namespace gatewarden::modbus;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

void check(const std::vector<Range>& wanted, const std::vector<Read>& reads) {
  std::uint32_t next = 0;
  for (const Read& read : reads) {
    require(read.first == next && read.count > 0 && read.range.count > 0 && read.range.end() <= 65536);
    for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
      require(wanted[i].table == read.range.table);
      require(wanted[i].first >= read.range.first && wanted[i].end() <= read.range.end());
    }
    if (read.count > 1) require(read.range.count <= (is_bits(read.range.table) ? kMaxBits : kMaxRegisters));
    next += read.count;
  }
  require(next == wanted.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const PlanLimits limits{static_cast<std::uint16_t>(1 + bytes[0] % 140), bytes[1]};
  std::vector<Range> wanted;
  for (std::size_t at = 2; at + 4 <= size && wanted.size() < 200; at += 4) {
    Range range;
    range.table = static_cast<Table>(1 + bytes[at] % 4);
    range.first = static_cast<std::uint16_t>(bytes[at + 1] << 8 | bytes[at + 2]);
    const unsigned room = 65536u - range.first;
    range.count = static_cast<std::uint16_t>(std::min<unsigned>(room, 1u + bytes[at + 3] % kMaxRegisters));
    wanted.push_back(range);
  }
  std::sort(wanted.begin(), wanted.end());
  std::vector<Read> reads = plan_reads(wanted, limits);
  check(wanted, reads);
  for (std::size_t i = 0; i < reads.size();) {  // the device refuses everything
    const std::vector<Read> parts = split_read(wanted, reads[i]);
    if (parts.empty()) {
      for (std::uint32_t k = 1; k < reads[i].count; ++k) {
        require(wanted[reads[i].first + k] == wanted[reads[i].first]);
      }
      ++i;
      continue;
    }
    reads.erase(reads.begin() + static_cast<long>(i));
    reads.insert(reads.begin() + static_cast<long>(i), parts.begin(), parts.end());
  }
  check(wanted, reads);
  return 0;
}

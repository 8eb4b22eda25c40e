// Why a value is not in a report. Counted per child; the status room shows the sums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatewarden {

enum class Drop : std::uint8_t {
  wrong_type,         // a list for a number, or a number for a list
  unsendable_number,  // NaN, infinite, or too many digits (content_rules.hpp)
  unsendable_string,  // dropped under `strict: true`
  long_text,          // of a list's member, over kMaxTextBytes (content_rules.hpp)
  bad_address,        // not plain IPv4 or IPv6, or port 0
  counter_reset,      // the counter fell: growth unknown
  gap,                // growth over a gap or an unknown time (AfterGap)
  restart_unsure,     // growth over an unclean shutdown: perhaps reported, not recorded
  list_overflow,      // members beyond the bounds of a list (lists.hpp)
  forgotten,          // growth that waited for a report of a device that was forgotten
  report_lost,        // growth in a report that was turned away, outdated or abandoned
};
inline constexpr std::size_t kDropReasons = 11;
std::string_view to_string(Drop reason);

using DropCounts = std::array<std::uint32_t, kDropReasons>;  // of one child
using DropTotals = std::array<std::uint64_t, kDropReasons>;  // of many children
using DroppedGrowth = std::array<double, kDropReasons>;      // of one counter

inline void count(DropCounts& counts, Drop reason, std::size_t times = 1) {
  counts[static_cast<std::size_t>(reason)] += static_cast<std::uint32_t>(times);
}

}  // namespace gatewarden

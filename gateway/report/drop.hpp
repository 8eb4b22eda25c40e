// Why a value did not make it into a report. Counted per child; the status room shows the sums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatewarden {

enum class Drop : std::uint8_t {
  wrong_type,         // a list where a number belongs, or the other way round
  unsendable_number,  // NaN, infinite, or more digits than the service keeps (content_rules.hpp)
  unsendable_string,  // dropped under `strict: true`
  cleaned_string,     // not dropped: a foreign character became '_'
  bad_address,        // not a plain IPv4 or IPv6 address, or port 0
  counter_reset,      // the device's counter fell: the growth between the two readings is unknown
  gap,             // growth over more than a report interval and a half, or over an unknown time (AfterGap)
  restart_unsure,  // growth over an unclean shutdown: perhaps reported, but not recorded
  list_overflow,   // members beyond what a collecting aggregate may hold
};
inline constexpr std::size_t kDropReasons = 9;
std::string_view to_string(Drop reason);

using DropCounts = std::array<std::uint32_t, kDropReasons>;  // by reason; of one child
using DroppedGrowth = std::array<double, kDropReasons>;      // by reason; of one counter

inline void count(DropCounts& counts, Drop reason, std::size_t times = 1) {
  counts[static_cast<std::size_t>(reason)] += static_cast<std::uint32_t>(times);
}

}  // namespace gatewarden

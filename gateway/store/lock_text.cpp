#include "gateway/store/lock_text.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kPidWidth = 10, kIdsWidth = 20, kTimeWidth = 20;
constexpr std::size_t kLength = kPidWidth + 1 + kIdsWidth + 1 + kTimeWidth + 1;
static_assert(kLength <= kMaxLockText);
// Far above every clock: a larger one is a broken byte.
constexpr std::uint64_t kMaxIds = std::uint64_t{1} << 40;

std::optional<KeptCeiling> parse_ceiling(std::string_view text) {
  if (text.size() != kLength || text.back() != '\n') return std::nullopt;
  if (text[kPidWidth] != '\n' || text[kPidWidth + kIdsWidth + 1] != ' ') return std::nullopt;
  const auto ids = parse_number<std::uint64_t>(text.substr(kPidWidth + 1, kIdsWidth));
  const auto at = parse_number<std::int64_t>(text.substr(kPidWidth + kIdsWidth + 2, kTimeWidth));
  if (!ids || !at || *ids > kMaxIds || *at < 0) return std::nullopt;
  return KeptCeiling{*ids, WallTime(std::chrono::milliseconds(*at))};
}

}  // namespace

LockText parse_lock(std::string_view text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  return {std::string(text.substr(0, end)), parse_ceiling(text)};
}

std::string to_text(const LockText& lock) {
  char text[kMaxLockText] = {};
  if (!lock.ceiling) {
    std::snprintf(text, sizeof text, "%-10s\n", lock.holder.c_str());
    return text;
  }
  std::snprintf(text, sizeof text, "%-10s\n%020" PRIu64 " %020" PRId64 "\n", lock.holder.c_str(),
                lock.ceiling->ids, static_cast<std::int64_t>(lock.ceiling->at.time_since_epoch().count()));
  return text;
}

}  // namespace gatewarden

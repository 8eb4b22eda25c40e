// What the file `lock` holds (FORMAT.md). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/store/ceiling_copy.hpp"

namespace gatewarden {

struct LockText {
  std::string holder;                  // a process id; empty: not readable
  std::optional<KeptCeiling> ceiling;  // nothing: an older program wrote it, or not readable
};

inline constexpr std::size_t kMaxLockText = 64;

LockText parse_lock(std::string_view text);
// With a ceiling always as long: writing it again needs no room on the disk, and stays within one of its sectors.
std::string to_text(const LockText& lock);

}  // namespace gatewarden

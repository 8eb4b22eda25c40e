// A damaged file is evidence: it is kept, within a bound.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxSetAside = 3;

// Renames `file` and its write-ahead log to <file>.corrupt-<time>,
// the name returned. Keeps the youngest kMaxSetAside.
Result<std::string> set_aside(const std::filesystem::path& file);

}  // namespace gatewarden

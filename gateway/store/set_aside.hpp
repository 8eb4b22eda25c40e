// A damaged file is evidence: it is kept beside its successor, but not without bound.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxSetAside = 3;

// Renames `file` and its write-ahead log to <file>.corrupt-<time> and keeps the youngest kMaxSetAside of
// such files. Answers the new name.
Result<std::string> set_aside(const std::filesystem::path& file);

}  // namespace gatewarden

// The last lines of the gateway's log, from wherever it goes: a file, or standard input (`journalctl -u gatewarden |`).
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden::app {

inline constexpr std::size_t kMaxTailBytes = 1'000'000;

// `file`: "-" is standard input, read to its end. Errors say what to give instead.
Result<std::string> log_tail(const std::filesystem::path& file);

}  // namespace gatewarden::app

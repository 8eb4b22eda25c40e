// Durations as other programs write them.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden::config {

// "10min", "1 m", "10S", "5 minutes", "5 Minuten", "1m30s", "0,5s", "PT5M", "00:05:00". Nothing for others, nor
// where thousands may be divided (number_meant.hpp).
std::optional<Duration> duration_meant(std::string_view text);

}  // namespace gatewarden::config

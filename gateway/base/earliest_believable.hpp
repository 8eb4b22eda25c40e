#pragma once

#include <chrono>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// No clock that is set shows an earlier time: this program is younger. A board without a battery starts
// in 1970 or at its image's date.
inline constexpr WallTime kEarliestBelievable =
    std::chrono::sys_days{std::chrono::year{2025} / std::chrono::January / 1};

}  // namespace gatewarden

// The service manager's end of a process: sd_notify(3) and sd_watchdog_enabled(3), without the library. Where none
// started this process, nothing is said and nothing waited for.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden::app {

void tell_service_manager(std::string_view state);  // "READY=1"; never waits

// How long it waits for a sign of life, "WATCHDOG=1", before it ends this process; nothing: for none.
std::optional<Duration> watchdog_patience();

}  // namespace gatewarden::app

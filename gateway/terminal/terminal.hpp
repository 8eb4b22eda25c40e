#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "gateway/terminal/text_table.hpp"

namespace gatewarden {

// Files and pipes have no bounds and no colours; NO_COLOR or TERM=dumb switches colours off.
Screen screen_of(int descriptor);

// Redraws `page` every `interval` and when the window is resized, until Ctrl-C, SIGTERM or SIGHUP. A terminal
// shows the alternate screen meanwhile; a pipe gets one page after another. No page follows one that is not taken yet,
// and a reader who takes nothing does not hold up the end.
void watch(int descriptor, std::chrono::nanoseconds interval,
           const std::function<std::string(const Screen&)>& page);

}  // namespace gatewarden

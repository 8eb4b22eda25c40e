// The operator's terminal, if there is one.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "gateway/terminal/text_table.hpp"

namespace gatewarden {

// The screen behind a descriptor. No bounds and no colours for a file or pipe; no colours where
// NO_COLOR is set or TERM is dumb.
Screen screen_of(int descriptor);

// Draws `page` again and again, like watch(1), until Ctrl-C or SIGTERM, and at once when the
// window changes its size. A terminal shows the alternate screen and then its own again; a pipe
// gets the pages one after the other.
void watch(int descriptor, std::chrono::nanoseconds interval,
           const std::function<std::string(const Screen&)>& page);

}  // namespace gatewarden

// Signals belong to the main loop, not to this thread.
#pragma once

#include <functional>
#include <thread>

namespace gatewarden {

// Starts with all signals blocked, as do the threads it starts.
std::thread background_thread(std::function<void()> work);

}  // namespace gatewarden

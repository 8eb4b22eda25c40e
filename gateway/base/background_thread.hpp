// Signals belong to the main loop, not to this thread.
#pragma once

#include <functional>
#include <thread>

namespace gatewarden {

// Starts with all signals blocked, as do the threads it starts. Throws std::system_error if there is no room for one more
// (a service's TasksMax, memory); the caller's signals are as before, then too.
std::thread background_thread(std::function<void()> work);

}  // namespace gatewarden

// A thread that no signal reaches.
#pragma once

#include <functional>
#include <thread>

namespace gatewarden {

// Signals belong to the loop: the thread is born with all of them blocked, as are the threads it starts.
std::thread background_thread(std::function<void()> work);

}  // namespace gatewarden

// For tests with real peers or threads: waits for an event, not for a time.
// It looks every millisecond; `limit` only ends a test that fails.
#pragma once

#include <chrono>
#include <thread>

namespace gatewarden::test {

template <class Predicate>
bool eventually(Predicate&& so, std::chrono::steady_clock::duration limit = std::chrono::seconds(20)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!so()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace gatewarden::test

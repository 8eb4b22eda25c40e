// Runs a loop until a condition holds or a deadline passes: how tests wait for real peers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace gatewarden::test {

template <class Predicate>
bool run_until(boost::asio::io_context& io, Predicate&& so,
               std::chrono::steady_clock::duration limit = std::chrono::seconds(20)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!so()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return false;
    io.restart();
    io.run_one_until(std::min(deadline, now + std::chrono::milliseconds(50)));
  }
  return true;
}

}  // namespace gatewarden::test

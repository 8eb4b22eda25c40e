// Runs the loop on the test's thread while a blocking peer on another thread talks to it, with a deadline.
#pragma once

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>

namespace gatewarden::status {

constexpr std::chrono::seconds kDeadline{30};

template <class Condition>
void run_until(boost::asio::io_context& io, Condition done) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("the loop did not get there in time");
    io.restart();
    io.run_one_for(std::chrono::milliseconds(5));
  }
}

template <class Talk>
auto served(boost::asio::io_context& io, Talk talk) {
  auto answer = std::async(std::launch::async, std::move(talk));
  run_until(io, [&answer] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  return answer.get();
}

}  // namespace gatewarden::status

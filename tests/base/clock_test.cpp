#include <catch2/catch.hpp>

#include <boost/asio/io_context.hpp>

#include "gateway/base/backoff.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("a timer fires once, at its deadline, and not after it was moved or cancelled") {
  ManualClock clock;
  int fired = 0;
  auto timer = clock.timer([&] { ++fired; });
  timer->arm(clock.now() + 10s);
  clock.advance(9s);
  CHECK(fired == 0);
  timer->arm(clock.now() + 5s);
  clock.advance(4s);
  CHECK(fired == 0);
  clock.advance(1s);
  CHECK(fired == 1);
  timer->arm(clock.now() + 1s);
  timer->cancel();
  clock.advance(10s);
  CHECK(fired == 1);
}

TEST_CASE(
    "the system's timer survives its owner: a wait that expired is not delivered to a destroyed timer") {
  boost::asio::io_context io;
  SystemClock clock(io);
  int fired = 0;
  auto doomed = clock.timer([&] { ++fired; });
  auto kept = clock.timer([&] { fired += 100; });
  doomed->arm(clock.now() - 1s);
  kept->arm(clock.now() - 1s);
  doomed.reset();
  io.run();
  CHECK(fired == 100);
}

TEST_CASE("back-off stays within its bounds, grows to its cap, and starts over after a success") {
  Backoff backoff({1s, 60s, 1s}, 42);
  Duration longest{};
  for (int i = 0; i < 200; ++i) {
    const Duration pause = backoff.next();
    REQUIRE(pause >= 1s);
    REQUIRE(pause <= 60s);
    longest = std::max(longest, pause);
  }
  CHECK(longest > 30s);
  backoff.reset();
  CHECK(backoff.next() == 1s);  // the first pause is between floor and `first`, which are equal
}

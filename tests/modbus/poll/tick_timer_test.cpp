#include "adapters/modbus/poll/tick_timer.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

struct Recorder final : TickTimer::Waiter {
  void woken(SteadyTime now) override {
    at.push_back(now);
    if (again) again();
  }
  std::vector<SteadyTime> at;
  std::function<void()> again;
};

}  // namespace

TEST_CASE("a waiter is woken on the first tick not before its last call, once") {
  ManualClock clock;
  TickTimer ticks(clock);
  Recorder waiter;
  const SteadyTime start = clock.now();
  ticks.wake(waiter, start + 13ms);
  ticks.wake(waiter, start + 90ms);
  clock.advance(80ms);
  CHECK(waiter.at.empty());
  ticks.wake(waiter, start + 83ms);
  clock.advance(1s);
  CHECK(waiter.at == std::vector<SteadyTime>{start + 90ms});
  ticks.wake(waiter, clock.now() + 200ms);
  ticks.wake(waiter, clock.now() + 15ms);
  const SteadyTime later = clock.now();
  clock.advance(1s);
  CHECK(waiter.at == std::vector<SteadyTime>{start + 90ms, later + 20ms});
  ticks.wake(waiter, clock.now() + 20ms);
  ticks.wake(waiter, SteadyTime::max());  // cancels
  clock.advance(1s);
  CHECK(waiter.at.size() == 2);
}

TEST_CASE("waiters due within one tick are woken together") {
  ManualClock clock;
  TickTimer ticks(clock);
  Recorder first, second;
  const SteadyTime start = clock.now();
  ticks.wake(second, start + 29ms);
  ticks.wake(first, start + 21ms);
  clock.advance(1s);
  CHECK(first.at == std::vector<SteadyTime>{start + 30ms});
  CHECK(second.at == first.at);
}

TEST_CASE("a waiter that asks for now while it is woken gets the next tick, not a loop") {
  ManualClock clock;
  TickTimer ticks(clock);
  Recorder waiter;
  waiter.again = [&] {
    if (waiter.at.size() < 3) ticks.wake(waiter, clock.now());
  };
  const SteadyTime start = clock.now();
  ticks.wake(waiter, start + 10ms);
  clock.advance(1s);
  CHECK(waiter.at == std::vector<SteadyTime>{start + 10ms, start + 20ms, start + 30ms});
}

TEST_CASE("a forgotten waiter sleeps on, the others do not notice") {
  ManualClock clock;
  TickTimer ticks(clock);
  Recorder kept;
  {
    Recorder gone;
    ticks.wake(gone, clock.now() + 10ms);
    ticks.wake(kept, clock.now() + 20ms);
    ticks.forget(gone);
  }
  clock.advance(1s);
  CHECK(kept.at.size() == 1);
}

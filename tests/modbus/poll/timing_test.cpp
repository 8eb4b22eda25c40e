// The pure parts of time: the tick, the grid, health and the probe budget.
#include <catch2/catch.hpp>
#include <vector>

#include "adapters/modbus/device/health.hpp"
#include "adapters/modbus/device/poll_grid.hpp"
#include "adapters/modbus/poll/tick_timer.hpp"
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
  ticks.wake(waiter, SteadyTime::max());  // never mind
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

TEST_CASE("who asks for now while being woken gets the next tick, not a loop") {
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

TEST_CASE("the grid does not drift and counts the readings that were missed") {
  const SteadyTime anchor{1h};
  const PollGrid grid(anchor, 10s);
  CHECK(grid.after(anchor - 3s) == anchor);
  CHECK(grid.after(anchor) == anchor + 10s);
  CHECK(grid.after(anchor + 9999ms) == anchor + 10s);
  CHECK(grid.after(anchor + 10s) == anchor + 20s);
  CHECK(grid.missed(anchor, anchor + 10s) == 0);
  CHECK(grid.missed(anchor + 10ms, anchor + 10s) == 0);
  CHECK(grid.missed(anchor, anchor + 40s) == 3);
}

TEST_CASE("a device is never seen, online, degraded, offline, and online again with its first answer") {
  Health health(3);
  CHECK(health.state() == DeviceState::never_seen);
  CHECK_FALSE(health.suspect());
  health.missed();
  CHECK(health.state() == DeviceState::never_seen);
  CHECK(health.suspect());
  health.answered();
  CHECK(health.state() == DeviceState::online);
  health.missed();
  health.missed();
  CHECK(health.state() == DeviceState::degraded);
  CHECK_FALSE(health.suspect());
  health.missed();
  CHECK(health.state() == DeviceState::offline);
  CHECK(health.suspect());
  health.answered();
  CHECK(health.state() == DeviceState::online);
}

TEST_CASE("pauses between probes double up to half a minute, jittered downwards by up to half") {
  Health health(1);
  health.answered();
  std::vector<Duration> pauses;
  for (int i = 0; i < 7; ++i) {
    health.missed();
    pauses.push_back(health.pause(2s, 0));
    CHECK(health.pause(2s, 0.999) >= pauses.back() / 2);
    CHECK(health.pause(2s, 0.999) < pauses.back());
  }
  CHECK(pauses == std::vector<Duration>{2s, 4s, 8s, 16s, 30s, 30s, 30s});
  CHECK(health.pause(300s, 0) == 300s);  // never longer than its own period asks
}

TEST_CASE("probes in vain take at most a tenth of the line, answered ones nothing") {
  const SteadyTime start{1h};
  for (const unsigned places : {1u, 8u}) {
    ProbeBudget budget(places);
    REQUIRE(budget.allows(start));
    budget.sent();
    CHECK_FALSE(budget.allows(start + 1h));  // one at a time
    budget.answered();
    CHECK(budget.allows(start));
    Duration lost{};
    SteadyTime now = start;
    while (now < start + 600s) {
      now = std::max(now, budget.next());
      budget.sent();
      budget.unanswered(now, now + 500ms);
      now += 500ms;
      lost += 500ms;
    }
    CHECK(std::chrono::duration<double>(lost).count() <= 0.1 * places * 600 + 1);
    CHECK(std::chrono::duration<double>(lost).count() >= 0.09 * std::min(places, 8u) * 600);
  }
}

#include "adapters/modbus/device/health.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/modbus/device/poll_grid.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

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

TEST_CASE("a device that answers too late is degraded, and asked like a silent one") {
  Health health(3);
  health.missed();
  health.answered_late();
  CHECK(health.state() == DeviceState::degraded);
  CHECK(health.suspect());
  for (int i = 0; i < 10; ++i) {
    health.missed();
    CHECK(health.pause(2s, 0) == 2s);
    health.answered_late();
  }
  CHECK(health.silent());
  for (int i = 0; i < 3; ++i) {
    CHECK(health.state() == DeviceState::degraded);
    health.missed();
  }
  CHECK(health.state() == DeviceState::offline);
  CHECK(health.pause(2s, 0) > 2s);
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
  CHECK(health.pause(300s, 0) == 300s);  // not longer than its own period
}

TEST_CASE("unanswered probes take at most a tenth of the line, answered ones nothing") {
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

// When a gateway is healthy: what an operator's container is started again for, and what not.
#include "gateway/app/view/pulse.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart{1000h};

Pulse of_two_children() {
  Pulse pulse;
  pulse.children = 2;
  pulse.interval = 5min;
  pulse.began = kStart;
  pulse.uplink = Pulse::Way{true, false, "connected", kStart + 1s};
  return pulse;
}

}  // namespace

TEST_CASE("a gateway that has just started is healthy until its first report is overdue") {
  const Pulse pulse = of_two_children();
  CHECK(health_of(pulse, kStart + 1s).why == "the loop is alive; the first report is not overdue");
  CHECK(health_of(pulse, kStart + 11min + 1s).healthy);
  const auto late = health_of(pulse, kStart + 11min + 2s);
  CHECK_FALSE(late.healthy);
  CHECK(late.why == "no report has left for 661s, one of 2 was due within 5m");
}

TEST_CASE("a report is overdue two intervals and a minute after the last child's turn") {
  Pulse pulse = of_two_children();
  pulse.last_turn = kStart + 2h;
  CHECK(health_of(pulse, kStart + 2h + 42s).why == "the loop is alive; the last report's turn was 42s ago");
  CHECK(health_of(pulse, kStart + 2h + 11min).healthy);
  CHECK_FALSE(health_of(pulse, kStart + 2h + 11min + 1s).healthy);
  pulse.interval = 15min;
  CHECK(health_of(pulse, kStart + 2h + 31min).healthy);
  CHECK_FALSE(health_of(pulse, kStart + 2h + 31min + 1s).healthy);
}

TEST_CASE("what keeps a store from granting report ids is told with what is overdue") {
  Pulse pulse = of_two_children();
  pulse.store_fault = "database or disk is full";
  CHECK(health_of(pulse, kStart + 1h).why ==
        "no report has left for 3599s, one of 2 was due within 5m; the store: database or disk is full");
}

TEST_CASE("an uplink that is down does not ask for a new start, however long it lasts") {
  Pulse pulse = of_two_children();
  pulse.last_turn = kStart + 1min;
  pulse.uplink = Pulse::Way{false, false, "waiting 12 s", kStart + 5h};
  const auto out = health_of(pulse, kStart + 5h);
  CHECK(out.healthy);
  CHECK(out.why == "the loop is alive; uplink waiting 12 s: reports wait for it");
  pulse.uplink->state = "waiting for the clock";
  CHECK(health_of(pulse, kStart + 50h).healthy);
}

TEST_CASE("after an outage reports have two intervals from the connection on") {
  Pulse pulse = of_two_children();
  pulse.last_turn = kStart + 1min;
  pulse.uplink->since = kStart + 5h;
  CHECK(health_of(pulse, kStart + 5h + 11min).healthy);
  CHECK_FALSE(health_of(pulse, kStart + 5h + 11min + 1s).healthy);
}

TEST_CASE("an attempt to connect that does not end is what a new start helps") {
  Pulse pulse = of_two_children();
  pulse.uplink = Pulse::Way{false, true, "connecting", kStart + 1h};
  CHECK(health_of(pulse, kStart + 1h + 5min).healthy);
  const auto hung = health_of(pulse, kStart + 1h + 5min + 1s);
  CHECK_FALSE(hung.healthy);
  CHECK(hung.why == "an attempt to connect has hung for 301s");
}

TEST_CASE("without an uplink the turns count, and without children there is nothing to be late with") {
  Pulse pulse = of_two_children();
  pulse.uplink.reset();
  CHECK(health_of(pulse, kStart + 11min).healthy);
  CHECK_FALSE(health_of(pulse, kStart + 12min).healthy);
  pulse.children = 0;
  CHECK(health_of(pulse, kStart + 12min).healthy);
}

TEST_CASE("a fleet that came into force anew gives its reports time") {
  Pulse pulse = of_two_children();
  pulse.last_turn = kStart + 1min;
  pulse.began = kStart + 3h;
  CHECK(health_of(pulse, kStart + 3h + 11min).healthy);
  CHECK_FALSE(health_of(pulse, kStart + 3h + 12min).healthy);
}

#include "adapters/modbus/poll/line_pauses.hpp"

#include <catch2/catch.hpp>

#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

struct Site {
  ManualClock clock;
  unsigned over = 0;
  LinePauses pauses{clock, {10ms, 40ms}, [this] { ++over; }};
  SteadyTime start = clock.now();
};

}  // namespace

TEST_CASE("a request leaves after the pause between two, to another unit after the longer one") {
  Site site;
  CHECK(site.pauses.free_for(1, site.start));
  site.pauses.asked(1, site.start + 3ms);
  site.pauses.heard(site.start + 20ms);
  CHECK_FALSE(site.pauses.free_for(1, site.start + 29ms));
  CHECK(site.pauses.free_for(1, site.start + 30ms));
  CHECK_FALSE(site.pauses.free_for(2, site.start + 59ms));
  CHECK_FALSE(site.pauses.free(site.start + 59ms));
  CHECK(site.pauses.free_for(2, site.start + 60ms));
  site.pauses.reset();
  CHECK(site.pauses.free_for(2, site.start));
}

TEST_CASE("a line that is held asks nobody until then") {
  Site site;
  site.pauses.hold(site.start + 1s);
  CHECK_FALSE(site.pauses.free(site.start + 999ms));
  CHECK(site.pauses.free(site.start + 1s));
}

TEST_CASE("the end of a pause is told once, however often it is awaited") {
  Site site;
  site.pauses.hold(site.start + 5ms);
  for (int i = 0; i < 3; ++i) site.pauses.await_end();
  site.clock.advance(4ms);
  CHECK(site.over == 0);
  site.clock.advance(1s);
  CHECK(site.over == 1);
  site.pauses.await_end();
  site.clock.advance(1s);
  CHECK(site.over == 1);
  site.pauses.hold(site.clock.now() + 5ms);
  site.pauses.await_end();
  site.clock.advance(5ms);
  CHECK(site.over == 2);
}

TEST_CASE("a line that is stopped tells nothing") {
  Site site;
  site.pauses.hold(site.start + 5ms);
  site.pauses.await_end();
  site.pauses.stop();
  site.clock.advance(1s);
  CHECK(site.over == 0);
  site.pauses.hold(site.clock.now() + 5ms);
  site.pauses.await_end();
  site.clock.advance(5ms);
  CHECK(site.over == 1);
}

#include "adapters/modbus/poll/held_units.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

TEST_CASE("a unit is held until its late answer would have come, or has come") {
  constexpr SteadyTime now{1h};
  HeldUnits held;
  CHECK(held.until(4) == SteadyTime::min());
  held.hold(4, now + 500ms, now);
  held.hold(5, now + 700ms, now);
  CHECK(held.until(4) == now + 500ms);
  CHECK(held.until(5) == now + 700ms);
  held.hold(4, now + 900ms, now + 100ms);
  CHECK(held.until(4) == now + 900ms);
  held.release(4);
  CHECK(held.until(4) == SteadyTime::min());
  CHECK(held.until(5) == now + 700ms);
}

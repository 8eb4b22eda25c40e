#include "adapters/modbus/plan/plan_cache.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/link_rig.hpp"

using namespace gatewarden::modbus;

TEST_CASE("links with the same limits share a profile's plan, and no others") {
  PlanCache cache;
  const auto profile = profile_of({holding(7)});
  const PlanLimits usual{};
  PlanLimits short_reads{};
  short_reads.max_registers = 10;
  const auto plan = cache.plan(profile, usual);
  CHECK(cache.plan(profile, usual) == plan);
  CHECK(cache.plan(profile, short_reads) != plan);
  CHECK(cache.plan(profile_of({holding(7)}), usual) != plan);
}

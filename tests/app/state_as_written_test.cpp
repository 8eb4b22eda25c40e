// A state directory of a version that took the place a counter is read from as the fleet file writes it:
// `register: "40053"` was another source than `holding: 52`. With its fleet file unchanged no counter may be lost.
#include "tests/app/stored_state_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const StateOfEarlier kState{"state_as_written", WallTime(1'795'717'590s)};

void check_counters(Restarted& now) {
  CHECK(now.growth("plant-gw:manual-1", "energy_wh", Number::natural(65589 + 8)) == 8.0);
  CHECK(now.growth("plant-gw:manual-2", "total_wh", Number::real(262236 + 100)));
  CHECK(now.growth("plant-gw:sheet-3", "energy_wh", Number::real(196667 + 5)) == 5.0);
  CHECK(now.growth("plant-gw:wire-4", "pulses", Number::natural(262196 + 1)) == 1.0);
}

}  // namespace

TEST_CASE(
    "counters stored by how their place is written go on, and are stored by what it means from then on") {
  Restarted now(kState, load_fleet(kState.fleet_text()));
  check_counters(now);
  const std::string text = replaced(kState.fleet_text(), "register: \"40053\"", "holding: 52");
  Restarted other(kState, load_fleet(text));
  CHECK(now.source("plant-gw:manual-1") == other.source("plant-gw:manual-1"));
}

TEST_CASE("a counter whose place has not two spellings has the source that it had") {
  Restarted now(kState, load_fleet(kState.fleet_text()));
  CHECK(now.source("plant-gw:wire-4") == 0xeb0d7cbffa3e729b);
}

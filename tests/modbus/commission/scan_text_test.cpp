#include "adapters/modbus/commission/scan_text.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

TEST_CASE("the shipped SunSpec profile is the one for the models and the length of the common model") {
  using Models = std::vector<SunSpecModel>;
  CHECK(profile_for(Models{{1, 40002, 65}, {103, 40069, 50}}) == "sunspec-inverter");
  CHECK(profile_for(Models{{1, 40002, 66}, {103, 40070, 50}}) == "sunspec-inverter-66");
  CHECK(profile_for(Models{{1, 40002, 66}, {203, 40070, 105}}) == "sunspec-meter-66");
  CHECK(profile_for(Models{{1, 40002, 66}, {113, 40070, 60}}) == "sunspec-common");
  CHECK(profile_for(Models{{1, 50002, 66}, {103, 50070, 50}}).empty());
  CHECK(profile_for({}).empty());
}

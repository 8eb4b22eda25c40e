#include "adapters/modbus/device/device_table.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Device> made(const Assignment& assignment, std::size_t, std::size_t) {
  auto device = living(std::any_cast<const UnitAddress&>(assignment.address).unit);
  return device;
}

}  // namespace

TEST_CASE("a device whose work did not change is kept, with a new place") {
  DeviceTable table;
  const auto profile = profile_of({holding(7)});
  table.assign({unit(1, device_of(1)->assignment.profile), unit(2, profile)}, made);
  const Device* kept = table.find(DeviceId{1});
  REQUIRE(kept);
  // An equal profile, read again.
  const auto gone = table.assign({unit(3, profile), unit(1, profile_of({holding(7)}))}, made);
  CHECK(table.find(DeviceId{1}) == kept);
  CHECK(kept->place == 1);
  REQUIRE(gone.size() == 1);
  CHECK(gone.front()->unit == 2);
  CHECK(table.size() == 2);
  CHECK(table.find(DeviceId{2}) == nullptr);
}

TEST_CASE("a device with other values to read is made anew") {
  DeviceTable table;
  table.assign({unit(1, profile_of({holding(7)}))}, made);
  const auto gone = table.assign({unit(1, profile_of({holding(8)}))}, made);
  REQUIRE(gone.size() == 1);
  CHECK(table.find(DeviceId{1}) != gone.front().get());
}

TEST_CASE("units are counted once, whoever stands for them") {
  DeviceTable table;
  const auto profile = profile_of({holding(7)});
  Assignment second = unit(1, profile);
  second.device = DeviceId{9};
  table.assign({unit(1, profile), second, unit(4, profile)}, made);
  CHECK(table.size() == 3);
  CHECK(table.units() == 2);
  CHECK(table.of_unit(4) == table.find(DeviceId{4}));
  CHECK(table.of_unit(5) == nullptr);
  CHECK(table.any_answers());
  table.assign({}, made);
  CHECK_FALSE(table.any_answers());
}

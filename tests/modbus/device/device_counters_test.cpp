#include "adapters/modbus/device/device_counters.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

TEST_CASE("a counter is shown by its name once it has counted") {
  DeviceCounters counters;
  CHECK(counters.by_name().empty());
  counters.identity_changes = 1;
  counters.settings_changes = 2;
  counters.missed_cycles = 3;
  counters.count_exception(2);
  CHECK(counters.by_name() ==
        std::map<std::string, std::uint64_t>{
            {"exception_2", 1}, {"identity_changes", 1}, {"missed_cycles", 3}, {"settings_changes", 2}});
}

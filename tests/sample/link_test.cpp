#include "gateway/sample/link.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("of a link and a device that nothing was heard of, nothing is counted") {
  const DeviceSnapshot device;
  CHECK(device.state == DeviceState::never_seen);
  CHECK(device.samples == 0);
  CHECK(device.errors == 0);
  const LinkSnapshot link;
  CHECK(link.state == LinkState::stopped);
  CHECK(link.devices == 0);
  CHECK(link.samples == 0);
  CHECK(link.errors == 0);
  CHECK(link.unknown == 0);
}

TEST_CASE("counters that may fall are those of now") {
  CHECK(measured("round_trip_us"));
  CHECK(measured("subscriptions"));
  CHECK(measured(kAirCoverage));
  CHECK_FALSE(measured("timeouts"));
  CHECK_FALSE(measured("subscriptions_refused"));
  CHECK_FALSE(measured("us"));
}

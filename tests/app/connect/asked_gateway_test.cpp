#include "gateway/app/connect/asked_gateway.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

namespace {

status::GatewaySnapshot serving() {
  status::GatewaySnapshot gateway;
  gateway.thing = "gw";
  gateway.pid = 4242;
  gateway.state_directory = "/var/lib/gatewarden";
  gateway.uplink.connected = true;
  gateway.uplink.endpoint = "mqtts://abc:8883";
  status::ChildRow& own = gateway.children.emplace_back();
  own.thing = "gw";
  own.last_verdict = "accepted";
  return gateway;
}

}  // namespace

TEST_CASE("a gateway that is connected and accepted passes, and says that nothing was connected") {
  const auto steps = steps_of(serving());
  CHECK(passed(steps));
  REQUIRE(steps.size() == 3);
  CHECK_THAT(steps[0].said, Contains("pid 4242") && Contains("nothing is connected"));
}

TEST_CASE("a gateway without its connection, or whose report is rejected, fails with what it knows") {
  auto gateway = serving();
  gateway.uplink.connected = false;
  gateway.uplink.state = "waiting 12 s";
  gateway.uplink.last_error = "not authorized (0x87)";
  CHECK_THAT(steps_of(gateway)[1].said, Contains("waiting 12 s: not authorized"));
  CHECK_FALSE(passed(steps_of(gateway)));

  gateway = serving();
  gateway.children.front().last_verdict = "rejected InvalidPayload";
  CHECK_FALSE(passed(steps_of(gateway)));
  CHECK_THAT(steps_of(gateway).back().remedy, Contains("gatewarden last gw"));
}

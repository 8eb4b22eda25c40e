#include "gateway/provision/needs/request.hpp"

#include <catch2/catch.hpp>

#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

std::string refusal(const Needs& needs, const Request& request) {
  const auto right = check(needs, request);
  return right ? "" : right.error();
}

TEST_CASE("a request that AWS cannot be told names its option") {
  CHECK(refusal(plant(), in_account()).empty());
  Needs elsewhere = plant();
  elsewhere.endpoint_region = "us-east-1";
  CHECK(refusal(elsewhere, in_account()) ==
        "--region eu-central-1: the endpoint of the fleet file is in us-east-1");

  Request request = in_account();
  request.name = "plant 7";
  CHECK(refusal(plant(), request) == "--name plant 7: give --name with up to 120 of a-z A-Z 0-9 : _ -");
  request = in_account();
  request.alerts_to = "arn:aws:sns:us-east-1:123456789012:alerts";
  CHECK(refusal(plant(), request).find("--alerts-to") == 0);
  request.alerts_to = "arn:aws:sns:eu-central-1:123456789012:";
  CHECK(refusal(plant(), request).find("--alerts-to") == 0);
  request.alerts_to += "alerts";
  CHECK(refusal(plant(), request).empty());
  request.export_to = "metrics/#";
  CHECK(refusal(plant(), request).find("--export-to metrics/#") == 0);
}

TEST_CASE("things that are not registered are in no group") {
  Needs needs = plant();
  needs.registered = false;
  Request request = in_account();
  CHECK(refusal(needs, request).find("--attach group: gateway.names says") == 0);
  request.attach = Attach::registered;
  CHECK(refusal(needs, request).find("--attach registered") == 0);
  for (const Attach attach : {Attach::unregistered, Attach::all}) {
    request.attach = attach;
    CHECK(refusal(needs, request).empty());
    CHECK_FALSE(registers_children(needs, request));
  }
  CHECK(registers_children(plant(), in_account()));
}

TEST_CASE("names that AWS takes in one place only are made plain, and stay apart") {
  CHECK(plain_name("plant7-gw-fleet", 64) == "plant7-gw-fleet");
  const std::string colon = plain_name("plant:7-fleet", 64), dash = plain_name("plant-7-fleet", 64);
  CHECK(dash == "plant-7-fleet");
  CHECK(colon.find("plant-7-fleet-") == 0);
  const std::string one(101, 'a'), other(102, 'a');
  CHECK(plain_name(one, 64).size() == 64);
  CHECK(plain_name(one, 64) != plain_name(other, 64));
  CHECK(logical_id("Metric", "a_b") != logical_id("Metric", "a-b"));
  CHECK(logical_id("Metric", "voltage_l1").find("MetricVoltageL1") == 0);
  CHECK(logical_id("Metric", "a:-_b").find_first_of(":-_") == std::string::npos);
}

}  // namespace
}  // namespace gatewarden::provision

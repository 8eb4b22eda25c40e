#include "gateway/app/choose_line.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

TEST_CASE(
    "a line is chosen by address or from a fleet, and a wrong one is answered with what would be right") {
  modbus::LineOptions serial;
  serial.link = "/dev/ttyUSB0";
  serial.baud = 19200;
  CHECK(choose_line(serial)->settings.line.baud == 19200);

  modbus::LineOptions tcp;
  tcp.link = "10.0.0.5";
  tcp.baud = 19200;
  CHECK_THAT(choose_line(tcp).error(), Catch::Contains("rtu+tcp://10.0.0.5"));

  const std::string fleet = (test::tests_folder() / "../examples/fleets/serial-line.yaml").string();
  modbus::LineOptions named;
  named.fleet = fleet;
  named.link = "cellar";
  const auto cellar = choose_line(named);
  REQUIRE(cellar);
  CHECK(cellar->settings.line.baud == 19200);
  CHECK(cellar->settings.line.parity == modbus::Parity::even);
  CHECK(cellar->gateway == "cellar-gw");
  named.link = "attic";
  CHECK_THAT(choose_line(named).error(), Catch::Contains("its Modbus links are cellar, roof, annex, well"));
  CHECK_THAT(choose_line(named).error(), Catch::Contains("leave --fleet out"));
  named.link = "well";
  CHECK_THAT(choose_line(named).error(), Catch::Contains("dials in"));
}

TEST_CASE("a line of a fleet brings the signatures of the fleet's profiles") {
  modbus::LineOptions named;
  named.fleet = (test::tests_folder() / "../examples/fleets/every-profile.yaml").string();
  named.link = "meters";
  const auto meters = choose_line(named);
  REQUIRE(meters);
  const auto sdm630 = std::find_if(meters->signatures.begin(), meters->signatures.end(),
                                   [](const auto& each) { return each.profile == "sdm630"; });
  REQUIRE(sdm630 != meters->signatures.end());
  CHECK(sdm630->values.size() == 4);
}

TEST_CASE("a command is more patient than a link of a fleet file, and never less") {
  using namespace std::chrono_literals;
  modbus::LineOptions named;
  named.fleet = (test::tests_folder() / "../examples/fleets/serial-line.yaml").string();
  named.link = "cellar";
  const Duration own = choose_line(named)->settings.timeout;
  CHECK(choose_line(named, {own + 1ms, 1ms, 0ms})->settings.timeout == own + 1ms);
  CHECK(choose_line(named, {own - 1ms, 1ms, 0ms})->settings.timeout == own);
}

#include "adapters/modbus/commission/chosen_line.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

ChosenLine line_at(const std::string& link, const LineDefaults& defaults = {}, LineOptions options = {}) {
  options.link = link;
  auto line = line_of_address(options);
  REQUIRE(line);
  take_pace(options, defaults, line->settings);
  return *line;
}

}  // namespace

TEST_CASE("a line at an address obeys the options that belong to it") {
  LineOptions options;
  options.baud = 19200;
  CHECK(line_at("/dev/ttyUSB0", {}, options).settings.line.baud == 19200);
  options.link = "10.0.0.5";
  CHECK_THAT(line_of_address(options).error(), Catch::Contains("rtu+tcp://10.0.0.5"));
}

TEST_CASE("a command has defaults of its own at an address, and options go before them") {
  const LineDefaults defaults{600ms, 300ms, 20ms};
  CHECK(line_at("/dev/ttyUSB0").settings.timeout == 500ms);
  CHECK(line_at("/dev/ttyUSB0", defaults).settings.timeout == 600ms);
  CHECK(line_at("/dev/ttyUSB0", defaults).settings.pause_between == 0ms);
  CHECK(line_at("10.0.0.5", defaults).settings.timeout == 300ms);
  CHECK(line_at("10.0.0.5", defaults).settings.pause_between == 20ms);
  LineOptions options;
  options.timeout = 50ms;
  options.pause = 1ms;
  CHECK(line_at("10.0.0.5", defaults, options).settings.timeout == 50ms);
  CHECK(line_at("10.0.0.5", defaults, options).settings.pause_between == 1ms);
}

TEST_CASE("a line that cannot be used is named with what may help, by the kind of its trouble") {
  const ChosenLine line = line_at("10.0.0.5");
  const auto text = [&line](Trouble::Kind kind) {
    return line_error(line, "10.0.0.5:502", {kind, "broken"});
  };
  CHECK_THAT(text(Trouble::Kind::in_use), Catch::Contains("10.0.0.5:502: broken; a running gateway"));
  CHECK_THAT(text(Trouble::Kind::closed_by_peer), Catch::Contains("close_after_poll"));
  CHECK_THAT(text(Trouble::Kind::lost), Catch::Contains("close_after_poll"));
  CHECK_THAT(text(Trouble::Kind::unreachable), Catch::Contains("check the address"));
  CHECK_THAT(text(Trouble::Kind::unresolved), Catch::Contains("add --fleet FLEET"));
  CHECK(text(Trouble::Kind::other) == "10.0.0.5:502: broken");
  ChosenLine of_fleet = line;
  of_fleet.link = "hall-a";
  CHECK(line_error(of_fleet, "plc:502", {Trouble::Kind::unresolved, "broken"}) == "plc:502: broken");
}

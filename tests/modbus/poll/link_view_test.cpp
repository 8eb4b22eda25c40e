#include "adapters/modbus/poll/link_view.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

struct Site {
  Device& add(std::uint8_t id, std::vector<ValueSource> values = {holding(7)}) {
    devices.assign({device_of(id)->assignment}, [&](const Assignment&, std::size_t, std::size_t) {
      return device_of(id, std::move(values));
    });
    return *devices.of_unit(id);
  }
  LinkView view(bool dials_in = false, std::uint64_t refused = 0) const {
    return {name, "10.0.0.5:502", dials_in, refused, line, devices, counters, budget};
  }
  LinkSnapshot shown() const { return link_snapshot(view(), kStart); }
  DeviceSnapshot device(std::uint8_t id) const { return device_snapshot(view(), DeviceId{id}); }

  std::string name = "hall-a";
  LineState line;
  DeviceTable devices;
  LinkCounters counters;
  LinkBudget budget;
};

}  // namespace

TEST_CASE("a link shows the phase of its line, and while it waits for how long") {
  Site site;
  CHECK(site.shown().state == LinkState::stopped);
  site.line.close();
  CHECK(site.shown().state == LinkState::idle);
  site.line.opening(kStart + 3s);
  CHECK(site.shown().state == LinkState::connecting);
  CHECK(link_snapshot(site.view(true), kStart).state == LinkState::listening);
  CHECK_FALSE(site.shown().retry_in);
  site.line.opened();
  CHECK(site.shown().state == LinkState::connected);
  site.line.wait(kStart + 4s);
  CHECK(site.shown().state == LinkState::waiting);
  CHECK(site.shown().retry_in == 4s);
}

TEST_CASE("a link adds up what its devices count, those that left too, but takes the longest of delays") {
  Site site;
  site.devices.assign({device_of(1)->assignment, device_of(2)->assignment},
                      [](const Assignment& of, std::size_t, std::size_t) {
                        return device_of(static_cast<std::uint8_t>(of.device));
                      });
  for (const std::uint8_t unit : {1, 2}) {
    DeviceCounters& counted = site.devices.of_unit(unit)->counters;
    counted.timeouts = unit;
    counted.longest_round_trip = unit * 1ms;
    counted.round_trip = 1ms;
  }
  site.counters.samples = 25;
  site.counters.gone_errors = 2;
  site.counters.gone = {{"timeouts", 2}};
  site.counters.losses = 1;
  site.counters.failures = 1;
  site.counters.unsolicited = 3;
  const LinkSnapshot shown = site.shown();
  CHECK(shown.devices == 2);
  CHECK(shown.samples == 25);
  CHECK(shown.errors == 3 + 2 + 1 + 1 + 3);
  CHECK(shown.unknown == 3);
  CHECK(shown.last_unknown == "an answer nobody asked for");
  CHECK(shown.counters.at("timeouts") == 3 + 2);
  CHECK(shown.counters.at("round_trip_max_us") == 2000);
  CHECK(shown.counters.count("round_trip_us") == 0);
  CHECK(shown.counters.count("refused") == 0);
  CHECK(link_snapshot(site.view(true, 6), kStart).counters.at("refused") == 6);
}

namespace {

// A cycle in which the device refuses its only read.
void refuse(Device& device) {
  RecordingSink sink;
  REQUIRE(device.begin(kStart));
  device.sent();
  device.answered(kStart, 5ms);
  device.read_answered(kStart, false);
  device.refused("exception 2 (illegal data address) to holding 7");
  REQUIRE_FALSE(device.go_on(kStart));
  device.complete(sink, kStart);
  device.rest(sink, kStart);
}

}  // namespace

TEST_CASE(
    "a device that answers and refuses everything is degraded, and its link says that it brings nothing") {
  Site site;
  site.line.opened();
  Device& device = site.add(4);
  refuse(device);
  CHECK(site.device(4).state == DeviceState::online);
  for (int i = 0; i < 2; ++i) refuse(device);
  CHECK(site.device(4).state == DeviceState::degraded);
  CHECK(site.shown().state == LinkState::connected);
  CHECK(site.shown().why ==
        "no request brings a value: unit 4: exception 2 (illegal data address) to holding 7");
}

TEST_CASE("a link none of whose units answers says so, though it is connected") {
  Site site;
  site.line.opened();
  site.devices.assign({device_of(1)->assignment, device_of(2)->assignment},
                      [](const Assignment& of, std::size_t, std::size_t) {
                        return device_of(static_cast<std::uint8_t>(of.device));
                      });
  const auto miss = [&](std::uint8_t unit) { site.devices.of_unit(unit)->missed("an answer too short"); };
  for (int i = 0; i < 3; ++i) miss(2);
  CHECK(site.shown().why.empty());  // the other one was not asked yet
  for (int i = 0; i < 3; ++i) miss(1);
  CHECK(site.shown().why == "no request brings a value: unit 1: an answer too short");
  site.devices.of_unit(2)->answered(kStart, 5ms);
  CHECK(site.shown().why.empty());
  CHECK(site.shown().state == LinkState::connected);
}

TEST_CASE("a device that is asked nothing does not speak for its line") {
  Site site;
  site.line.opened();
  site.devices.assign({device_of(1)->assignment, device_of(2)->assignment},
                      [](const Assignment& of, std::size_t, std::size_t) {
                        const auto unit = static_cast<std::uint8_t>(of.device);
                        return unit == 1 ? device_of(unit, {}) : device_of(unit);
                      });
  for (int i = 0; i < 3; ++i) site.devices.of_unit(2)->missed("an answer too short");
  CHECK(site.shown().why == "no request brings a value: unit 2: an answer too short");
}

TEST_CASE("a device whose profile reads nothing says that nobody asks it") {
  Site site;
  site.add(4, {});
  CHECK(site.device(4).state == DeviceState::never_seen);
  CHECK(site.device(4).why == "its profile reads nothing: nobody knows whether it answers");
}

TEST_CASE("a device shows its last error with its place on the link") {
  Site site;
  Device& device = site.add(4);
  CHECK(site.device(4).state == DeviceState::never_seen);
  CHECK(site.device(4).origin == "hall-a unit 4");
  CHECK(site.device(5).origin.empty());
  device.answered(kStart, 5ms);
  device.missed("no answer within 500ms to holding 7");
  CHECK(site.device(4).state == DeviceState::degraded);
  CHECK(site.device(4).last_heard == kStart);
  CHECK(site.device(4).why == "hall-a unit 4 at 10.0.0.5:502: no answer within 500ms to holding 7");
}

TEST_CASE("a device behind a lost line is offline, and says that it is the line") {
  Site site;
  site.add(4).answered(kStart, 5ms);
  site.line.failed("connection refused");
  CHECK(site.device(4).state == DeviceState::online);
  site.line.lost_is_news();
  CHECK(site.device(4).state == DeviceState::offline);
  CHECK(site.device(4).why == "link hall-a to 10.0.0.5:502: connection refused");
  Device& unseen = site.add(5);
  unseen.missed("no answer");
  CHECK(site.device(5).state == DeviceState::never_seen);
  CHECK(site.device(5).why ==
        "hall-a unit 5 at 10.0.0.5:502: no answer; link hall-a to 10.0.0.5:502: connection refused");
}

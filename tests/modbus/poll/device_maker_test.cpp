#include "adapters/modbus/poll/device_maker.hpp"

#include <catch2/catch.hpp>

#include "adapters/modbus/poll/master_parts.hpp"
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

struct OneMemory final : DeviceMemory {
  std::string recall(const std::string& thing) const override {
    asked = thing;
    return text;
  }
  void remember(const std::string&, std::string) override {}
  std::string text;
  mutable std::string asked;
};

struct Site {
  // When the devices of a link are read for the first time after now.
  std::vector<Duration> first_readings(std::size_t devices, Duration every) {
    const DeviceMaker maker(name, settings, parts);
    std::vector<Duration> readings;
    const auto profile = profile_of({holding(0)}, every);
    for (std::size_t place = 0; place < devices; ++place) {
      const auto device =
          maker.make(unit(static_cast<std::uint8_t>(place + 1), profile), place, devices, clock.now());
      readings.push_back(device->due - clock.now());
    }
    return readings;
  }

  std::string name = "hall-a";
  LinkSettings settings;
  ManualClock clock;
  OneMemory memory;
  MasterParts parts{clock, 1, &memory};
};

}  // namespace

TEST_CASE("a device has the plan of its profile, shared, and the time-out of its link or its own") {
  Site site;
  const DeviceMaker maker(site.name, site.settings, site.parts);
  const auto profile = profile_of({holding(0)}, 30s);
  Assignment patient = unit(2, profile);
  patient.address = UnitAddress{2, 4s};
  const auto first = maker.make(unit(1, profile), 0, 2, site.clock.now());
  const auto second = maker.make(std::move(patient), 1, 2, site.clock.now());
  CHECK(first->unit == 1);
  CHECK(first->timeout == 500ms);
  CHECK(second->timeout == 4s);
  CHECK(first->grid.period() == 30s);
  CHECK(&first->cycle().plan() == &second->cycle().plan());
  CHECK(first->inspection() == nullptr);
}

TEST_CASE("devices are read at once where their link does not spread them") {
  Site site;
  site.settings.spread = false;
  CHECK(site.first_readings(3, 10s) == std::vector<Duration>{0s, 0s, 0s});
}

TEST_CASE("as many devices a tick as may be under way, the first one within a second") {
  Site site;
  site.settings.outstanding = 2;
  const auto readings = site.first_readings(4, 1h);
  CHECK(readings[0] > 0s);
  CHECK(readings[0] < 1s);
  CHECK(readings[1] == readings[0]);
  CHECK(readings[2] == readings[0] + 10ms);
  CHECK(readings[3] == readings[2]);
}

TEST_CASE("devices of a short period are spread over it rather than over ticks") {
  Site site;
  auto readings = site.first_readings(4, 20ms);
  std::sort(readings.begin(), readings.end());
  for (std::size_t i = 1; i < 4; ++i) CHECK(readings[i] - readings[i - 1] == 5ms);
  CHECK(readings.back() < 20ms);
}

TEST_CASE("the links of a process are read at different times") {
  Site site;
  CHECK(site.first_readings(1, 10s) != site.first_readings(1, 10s));
}

TEST_CASE("a device that is asked who it is knows what the last run remembered of it in its place") {
  Site site;
  const auto profile = profile_of({of_identity(kWholeIdentity)});
  const DeviceMaker maker(site.name, site.settings, site.parts);
  const auto stranger = maker.make(unit(4, profile), 0, 1, site.clock.now());
  CHECK(site.memory.asked == "plant:unit-4");
  REQUIRE(stranger->inspection());
  CHECK(stranger->inspection()->identity().empty());
  site.memory.text = stranger->inspection()->memory();
  CHECK_THAT(site.memory.text, Catch::Contains("hall-a unit 4"));
}

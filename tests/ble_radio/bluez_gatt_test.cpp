// Devices that must be asked, over a real bus.
#include "adapters/ble/gatt/bluez_gatt.hpp"

#include <catch2/catch.hpp>

#include "tests/ble_radio/radio_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;
using std::chrono::minutes, std::chrono::seconds;

namespace {

constexpr const char* kLevelText = "00002a19-0000-1000-8000-00805f9b34fb";
constexpr const char* kOwnText = "ebe0ccc1-7a0a-4b0c-8a1a-6ff2997da3a6";
constexpr const char* kDead = "C0:DE:AD:00:00:01";

struct GattRig : RadioRig, GattListener, private RadioListener {
  std::unique_ptr<BluezGatt> gatt;
  std::map<std::string, std::vector<std::vector<std::uint8_t>>> values;  // by device and characteristic
  std::vector<std::string> failures;
  bool notified = false;

  void read(std::uint32_t device, const GattValue& value) override {
    values[std::to_string(device) + " " + to_text(value.characteristic)].emplace_back(value.bytes.begin(),
                                                                                      value.bytes.end());
    notified |= value.notified;
  }
  void not_read(std::uint32_t device, std::string_view why) override {
    failures.push_back(std::to_string(device) + " " + std::string(why));
  }
  void heard(const Advertisement&) override {}

  void start_gatt(std::vector<GattDevice> devices) {
    bluez->add_adapter(0);
    bluez->add_device(0, kTag, {{kLevelText, {77}}, {kOwnText, {1, 2, 3}}});
    bluez->add_device(0, kDead, {});
    start();
    gatt = std::make_unique<BluezGatt>(*radio, clock);
    gatt->start(*this);
    gatt->assign(std::move(devices));
    until([&] { return listens(); });
  }
  // Both are heard all the time.
  template <class Predicate>
  Duration wait_for(Predicate&& so, Duration limit = minutes(10)) {
    return until(
        [&] {
          bluez->advertise(0, kTag, {.data = {5, 1}});
          gatt->seen(0, *parse(kTag), 0, clock.now());
          gatt->seen(1, *parse(kDead), 0, clock.now());
          return so();
        },
        limit, seconds(1));
  }
  static std::optional<Address> parse(const char* text) {
    Address address = parse_address(text).value();
    address.random = true;
    return address;
  }
};

template <class Test>
void over_a_bus(Test&& test) {
  with_a_bus<GattRig>([&](GattRig& rig) {
    test(rig);
    CHECK(rig.bluez->calls("WriteValue") == 0);
    rig.gatt.reset();
  });
}

}  // namespace

TEST_CASE("a device is read on its schedule, beside one that never answers, and discovery goes on") {
  over_a_bus([](GattRig& rig) {
    rig.start_gatt({{0,
                     {{Uuid::of(0x2A19), minutes(1), false},
                      {*parse_uuid(kOwnText), minutes(1), false},
                      {Uuid::of(0x2A6E), minutes(1), false}}},
                    {1, {{Uuid::of(0x2A19), minutes(1), false}}}});
    CHECK(rig.wait_for([&] { return rig.values.size() == 2; }) <= seconds(60));
    CHECK(rig.values["0 " + std::string(kLevelText)].front() == std::vector<std::uint8_t>{77});
    CHECK(rig.values["0 " + std::string(kOwnText)].front() == std::vector<std::uint8_t>{1, 2, 3});
    rig.wait_for([&] { return rig.gatt->device(0).connections == 1; });
    REQUIRE(rig.failures.size() == 1);
    CHECK_THAT(rig.failures[0], Catch::Contains("no characteristic 00002a6e"));
    // The other one is silent: Connect is never answered.
    rig.bluez->answer("Connect", {"silent", "silent"});
    CHECK(rig.wait_for([&] { return rig.gatt->device(1).failures == 1; }) <= seconds(120));
    CHECK_THAT(rig.gatt->device(1).why, Catch::Contains("within 20 s"));
    CHECK(rig.wait_for([&] { return rig.bluez->discovering(0); }) <= seconds(2));
    rig.bluez->answer("Connect", {});
    CHECK(rig.wait_for([&] { return rig.values["0 " + std::string(kLevelText)].size() == 3; }) <=
          minutes(11));
    CHECK(rig.wait_for([&] { return rig.bluez->calls("Disconnect") == rig.bluez->calls("Connect"); }) <=
          seconds(10));
    CHECK(rig.radio->snapshot().counters.at("silences") == 0);
  });
}

TEST_CASE("a device that is subscribed stays connected, and is subscribed again after a loss") {
  over_a_bus([](GattRig& rig) {
    rig.start_gatt({{0, {{Uuid::of(0x2A19), {}, true}}}});
    CHECK(rig.wait_for([&] { return rig.bluez->calls("StartNotify") == 1; }) <= seconds(60));
    rig.wait_for([&] { return rig.gatt->device(0).connected; });
    rig.bluez->notify(0, kTag, kLevelText, {55});
    rig.wait_for([&] { return rig.notified; }, seconds(5));
    CHECK(rig.values["0 " + std::string(kLevelText)].back() == std::vector<std::uint8_t>{55});
    CHECK(rig.bluez->calls("Disconnect") == 0);
    rig.bluez->signal_property(device_path(0, kTag), "org.bluez.Device1", "Connected", false);
    rig.wait_for([&] { return !rig.gatt->device(0).connected; }, seconds(5));
    CHECK(rig.wait_for([&] { return rig.bluez->calls("StartNotify") == 2; }) <= minutes(3));
    // Not wanted any more.
    rig.gatt->assign({});
    rig.settle();
    CHECK(rig.bluez->calls("Disconnect") == 1);
  });
}

TEST_CASE("a value that BlueZ cannot read, or that is too long, is a failure of that point alone") {
  over_a_bus([](GattRig& rig) {
    rig.start_gatt(
        {{0, {{Uuid::of(0x2A19), minutes(1), false}, {*parse_uuid(kOwnText), minutes(1), false}}}});
    rig.bluez->answer("ReadValue", {"NotPermitted"});
    rig.wait_for([&] { return rig.gatt->device(0).connections == 1; });
    REQUIRE(rig.failures.size() == 1);
    CHECK_THAT(rig.failures[0], Catch::Contains("NotPermitted"));
    CHECK(rig.values.size() == 1);
    // bluetoothd goes away in the middle of it all.
    rig.bluez.reset();
    rig.until([&] { return !rig.listens(); });
    rig.bluez = std::make_unique<FakeBluez>(rig.bus.address());
    rig.bluez->add_adapter(0);
    rig.bluez->add_device(0, kTag, {{kLevelText, {78}}, {kOwnText, std::vector<std::uint8_t>(600, 1)}});
    rig.until([&] { return rig.listens(); });
    CHECK(rig.wait_for([&] { return !rig.values["0 " + std::string(kLevelText)].empty(); }) <= minutes(5));
    rig.wait_for([&] { return rig.gatt->device(0).connections >= 2; });
    CHECK_THAT(rig.failures.back(), Catch::Contains("longer than any characteristic"));
  });
}
